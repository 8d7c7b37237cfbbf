using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads the pages of a data source in windows of time, resumably.</summary>
/// <remarks>
/// A query ends after 10,000 pages as if there were no more, and says why beside it. So pages are read in the order of a
/// time, and where a query ends early the next one begins at the time of its last page: some come twice, none is left out.
/// </remarks>
internal sealed class PageReader(NotionClient client)
{
    private const int MostOnPage = 100;
    private const int FewestOnPage = 10;

    private int _size = MostOnPage;

    /// <summary>The rest of a reading.</summary>
    /// <returns>Each time pages of Notion's, and the position behind them.</returns>
    /// <exception cref="IntegrationException">Notion refused, could not be reached, or answered nonsense.</exception>
    public async IAsyncEnumerable<(JsonAnswer Answer, NotionPosition Next)> ReadAsync(
        NotionPosition position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (!position.IsDone)
        {
            var (answer, asked) = await AskAsync(position, cancellationToken);
            position = Behind(asked, answer.Body);
            yield return (answer, position);
        }
    }

    private async Task<(JsonAnswer Answer, NotionPosition Asked)> AskAsync(
        NotionPosition position,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                var path = $"data_sources/{position.Source}/query";
                var answer = await client.QueryAsync(path, Question(position), position.Cursor, cancellationToken);
                _size = Math.Min(_size * 2, MostOnPage);
                return (answer, position);
            }
            catch (NotionRefusedQuestionException) when (position.Cursor is not null)
            {
                // Its window is read again: what comes twice is stored once, and what is skipped would be lost.
                position = position with
                {
                    Cursor = null,
                    Restarts = position.Restarts + 1,
                };
            }
            catch (IntegrationException e) when (e.Fault == IntegrationFault.Split && _size > FewestOnPage)
            {
                _size = Math.Max(_size / 2, FewestOnPage);
            }
        }
    }

    private JsonObject Question(NotionPosition position)
    {
        var stamp = Stamp(position);
        var question = new JsonObject
        {
            ["sorts"] = new JsonArray(new JsonObject { ["timestamp"] = stamp, ["direction"] = "ascending" }),
            ["page_size"] = _size,
            ["result_type"] = "page",
        };
        if (position.From is { } from)
            question["filter"] = new JsonObject
            {
                ["timestamp"] = stamp,
                [stamp] = new JsonObject { ["on_or_after"] = from },
            };
        if (position.InTrash)
            question["in_trash"] = true;
        return question;
    }

    private static NotionPosition Behind(NotionPosition position, JsonElement body)
    {
        var pages = body.Items("results").ToList();
        // A list of something else is no table without pages, in which all that is stored would be gone.
        if (
            body.Member("results").ValueKind != JsonValueKind.Array
            || pages.Exists(one => one.Text("object") is not ("page" or "data_source"))
        )
            throw NotionFaults.Unexpected("a query without a list of pages", body.Text("request_id"));
        var last = pages.Count == 0 ? null : pages[^1].Text(Stamp(position));
        position = position with
        {
            Seen = pages.Select(page => page.Text("last_edited_time")).Aggregate(position.Seen, Later),
        };
        if (body.Flag("has_more"))
            return body.Text("next_cursor") is { Length: > 0 } cursor
                ? position with
                {
                    Cursor = cursor,
                }
                : throw NotionFaults.Unexpected("that there are more pages, and not where", body.Text("request_id"));
        if (body.Member("request_status").Text("type") == "incomplete")
            return last is not null && last != position.From
                ? position with
                {
                    From = last,
                    Cursor = null,
                }
                : throw new IntegrationException(
                    IntegrationFault.UnexpectedResponse,
                    "More pages than Notion hands out at once have the same time to the minute, so that they cannot be told apart. Edit some of them a minute later."
                );
        // What was thrown away is missing from ordinary answers; a whole reading finds that out by itself.
        var isTrashNext = position is { IsWhole: false, InTrash: false };
        return position with { Cursor = null, InTrash = position.InTrash || isTrashNext, IsDone = !isTrashNext };
    }

    /// <summary>Both are cut to the minute by Notion.</summary>
    private static string Stamp(NotionPosition position) => position.IsWhole ? "created_time" : "last_edited_time";

    private static string? Later(string? one, string? other) => Time(other) > Time(one) ? other : one;

    /// <returns>The beginning of time where it is none.</returns>
    public static DateTimeOffset Time(string? text) => InstantText.Read(text) ?? DateTimeOffset.MinValue;
}
