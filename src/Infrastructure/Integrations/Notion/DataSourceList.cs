using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>The data sources that a person shared with the connection.</summary>
internal sealed class DataSourceList(NotionClient client) : IDiscoversAccounts
{
    private const int MostPages = 20;

    public async IAsyncEnumerable<ProviderAccount> DiscoverAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pages = client.PagesAsync(
            cursor => client.QueryAsync("search", Question(cursor), cancellationToken),
            cancellationToken
        );
        await foreach (var page in pages.Take(MostPages))
        {
            foreach (var source in page.Body.Items("results").Where(one => one.Text("object") == "data_source"))
            {
                if (source.Text("id") is { } id && !source.Flag("in_trash"))
                    yield return new(id, source.Title(), null, null, page.At);
            }
        }
    }

    private static JsonObject Question(string? cursor)
    {
        var question = new JsonObject
        {
            ["filter"] = new JsonObject { ["property"] = "object", ["value"] = "data_source" },
            ["page_size"] = 100,
        };
        if (cursor is not null)
            question["start_cursor"] = cursor;
        return question;
    }
}
