using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Fetches properties in full that a page shows only the beginning of.</summary>
/// <remarks>
/// A page holds up to 25 relations, people and pieces of text, and what is computed from more of them may be wrong there
/// (<see href="https://developers.notion.com/reference/retrieve-a-page-property"/>).
/// </remarks>
internal sealed class PageProperties(NotionClient client)
{
    private const int MostOnPage = 25;

    /// <summary>
    /// The property as it is on the page, or as Notion tells it when asked for it alone. Of a page that was thrown away nothing
    /// more is told.
    /// </summary>
    public async Task<JsonElement> WholeAsync(
        JsonElement page,
        NotionProperty property,
        CancellationToken cancellationToken
    )
    {
        var shown = property.On(page);
        return page.Text("id") is { } id && !page.IsGone() && IsCut(page, shown)
            ? await FetchAsync(id, property, cancellationToken)
            : shown;
    }

    private static bool IsCut(JsonElement page, JsonElement shown) =>
        shown.Text("type") switch
        {
            "relation" => shown.Flag("has_more"),
            "title" or "rich_text" or "people" => shown.Items(shown.Text("type")!).Count() >= MostOnPage,
            "rollup" => shown.Member("rollup").Text("type") == "incomplete" || HasCutRelation(page),
            "formula" => HasCutRelation(page),
            _ => false,
        };

    private static bool HasCutRelation(JsonElement page) =>
        page.Member("properties").Members().Any(one => one.Value.Flag("has_more"));

    private async Task<JsonElement> FetchAsync(
        string page,
        NotionProperty property,
        CancellationToken cancellationToken
    )
    {
        var path = $"pages/{page}/properties/{Uri.EscapeDataString(property.Id)}?page_size=100";
        var answers = await client
            .PagesAsync(
                cursor => client.GetAsync(ProviderRequests.Page(path, "start_cursor", cursor), cancellationToken),
                cancellationToken
            )
            .ToListAsync(cancellationToken);
        var last = answers[^1].Body;
        if (last.Text("object") != "list")
            return last;
        // What is computed of all of them stands beside the last of them.
        if (property.Type == "rollup")
            return last.Member("property_item");
        var items = answers.SelectMany(answer => answer.Body.Items("results")).Select(one => one.Member(property.Type));
        return JsonSerializer.SerializeToElement(
            new Dictionary<string, object> { ["type"] = property.Type, [property.Type] = items }
        );
    }
}
