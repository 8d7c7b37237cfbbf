using System.Runtime.CompilerServices;
using System.Text.Json;
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
                var answer = await client.QueryAsync(path, Question(position), cancellationToken);
                _size = Math.Min(_size * 2, MostOnPage);
                return (answer, position);
            }
            catch (IntegrationException e) when (e.Fault == IntegrationFault.Split && _size > FewestOnPage)
            {
                _size = Math.Max(_size / 2, FewestOnPage);
            }
            catch (IntegrationException e)
                when (e.Fault == IntegrationFault.UnexpectedResponse && position.Cursor is not null)
            {
                // A cursor that is too old is refused like any wrong question. What comes twice is stored once, and what is
                // skipped would be lost: its window is read again.
                position = position with
                {
                    Cursor = null,
                    Restarts = position.Restarts + 1,
                };
            }
        }
    }

    private object Question(NotionPosition position)
    {
        var stamp = Stamp(position);
        var filter = new Dictionary<string, object> { ["timestamp"] = stamp };
        if ((position.From ?? position.Edited) is { } from)
            filter[stamp] = new { on_or_after = InstantText.Write(from) };
        return new
        {
            filter = filter.Count > 1 ? filter : null,
            sorts = new[] { new { timestamp = stamp, direction = "ascending" } },
            in_trash = position.InTrash,
            result_type = "page",
            page_size = _size,
            start_cursor = position.Cursor,
        };
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
        if (body.Flag("has_more"))
            return position with
            {
                Cursor =
                    body.Text("next_cursor")
                    ?? throw NotionFaults.Unexpected(
                        "that there are more pages, and not where",
                        body.Text("request_id")
                    ),
            };
        if (body.Member("request_status").Text("type") == "incomplete")
            return position with { From = AfterCut(position, pages), Cursor = null };
        // What was thrown away is missing from ordinary answers; a whole reading finds that out by itself.
        return position with
        {
            From = null,
            Cursor = null,
            InTrash = true,
            IsDone = position.IsWhole || position.InTrash,
        };
    }

    private static DateTimeOffset AfterCut(NotionPosition position, List<JsonElement> pages) =>
        pages.LastOrDefault().Instant(Stamp(position)) is { } last && last != position.From
            ? last
            : throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "More pages than Notion hands out at once have the same time to the minute, so that they cannot be told apart. Edit some of them a minute later."
            );

    private static string Stamp(NotionPosition position) => position.IsWhole ? "created_time" : "last_edited_time";
}
