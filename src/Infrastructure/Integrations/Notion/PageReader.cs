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
    /// <summary>A question that takes Notion too long is asked for fewer pages.</summary>
    private readonly PageSizes _sizes = new(100, 50, 25, 10);

    /// <summary>The rest of a reading.</summary>
    /// <returns>Each time pages of Notion's, when they were asked for, and the position behind them.</returns>
    /// <exception cref="IntegrationException">Notion refused, could not be reached, or answered nonsense.</exception>
    public async IAsyncEnumerable<(List<JsonElement> Pages, DateTimeOffset AskedAt, NotionPosition Next)> ReadAsync(
        NotionPosition position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (!position.IsDone)
        {
            JsonAnswer answer;
            try
            {
                answer = await _sizes.AskAsync(size => AskAsync(position, size, cancellationToken), cancellationToken);
            }
            catch (IntegrationException e)
                when (e.Fault == IntegrationFault.UnexpectedResponse && position.Cursor is not null)
            {
                // A cursor that is too old is refused like any wrong question. Its window is read again: what comes twice is
                // stored once, and what is skipped would be lost.
                position = position.Again();
                continue;
            }
            var pages = PagesOf(answer.Body);
            position = Behind(position, answer.Body, pages);
            yield return (pages.FindAll(page => page.Text("object") == "page"), answer.AskedAt, position);
        }
    }

    private Task<JsonAnswer> AskAsync(NotionPosition position, int size, CancellationToken cancellationToken)
    {
        var stamp = position.Stamp;
        var first = position.From ?? position.Edited ?? DateTimeOffset.UnixEpoch;
        var question = new
        {
            filter = new Dictionary<string, object>
            {
                ["timestamp"] = stamp,
                [stamp] = new { on_or_after = InstantText.Write(first) },
            },
            sorts = new[] { new { timestamp = stamp, direction = "ascending" } },
            in_trash = position.InTrash,
            page_size = size,
            start_cursor = position.Cursor,
        };
        return client.QueryAsync($"data_sources/{position.Source}/query", question, cancellationToken);
    }

    /// <remarks>A list of something else is no table without pages, in which all that is stored would be gone.</remarks>
    private static List<JsonElement> PagesOf(JsonElement body)
    {
        var pages = body.Items("results").ToList();
        return
            body.Member("results").ValueKind == JsonValueKind.Array
            && pages.TrueForAll(one => one.Text("object") is "page" or "data_source")
            ? pages
            : throw NotionFaults.Unexpected("a query without a list of pages", body);
    }

    private static NotionPosition Behind(NotionPosition position, JsonElement body, List<JsonElement> pages)
    {
        if (body.Next() is { } cursor)
            return position with { Cursor = cursor };
        if (body.Member("request_status").Text("type") == "incomplete")
            return position with { From = AfterCut(position, pages), Cursor = null };
        // What was thrown away is missing from ordinary answers; a whole reading finds that out by itself.
        var isDone = position.IsWhole || position.InTrash;
        return position with { From = null, Cursor = null, InTrash = true, IsDone = isDone };
    }

    private static DateTimeOffset AfterCut(NotionPosition position, List<JsonElement> pages) =>
        pages.LastOrDefault().Instant(position.Stamp) is { } last && last != position.From
            ? last
            : throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "More pages than Notion hands out at once have the same time to the minute, so that they cannot be told apart. Edit some of them a minute later."
            );
}
