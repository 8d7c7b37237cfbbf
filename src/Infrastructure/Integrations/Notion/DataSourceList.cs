using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>The data sources that a person shared with the connection.</summary>
internal sealed class DataSourceList(NotionClient client) : IDiscoversAccounts
{
    private const int MostPages = 20;

    public async IAsyncEnumerable<ProviderAccount> DiscoverAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var question = new JsonObject
            {
                ["filter"] = new JsonObject { ["property"] = "object", ["value"] = "data_source" },
                ["page_size"] = 100,
            };
            if (cursor is not null)
                question["start_cursor"] = cursor;
            var answer = await client.QueryAsync("search", question, cancellationToken);
            foreach (
                var source in answer.Body.Member("results").Items().Where(one => one.Text("object") == "data_source")
            )
            {
                if (source.Text("id") is { } id && !source.Flag("in_trash"))
                    yield return new(
                        id,
                        source.Member("title").Plain() is { Length: > 0 } title ? title : "Untitled",
                        null,
                        null,
                        answer.At
                    );
            }
            cursor = answer.Body.Flag("has_more") ? answer.Body.Text("next_cursor") : null;
            if (cursor is null)
                yield break;
        }
    }
}
