using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>Far more than anybody relates to one page; an answer without an end is cut off there.</summary>
    private const int MostCalls = 200;

    /// <summary>The property as it is on the page, or as Notion tells it when asked for it alone.</summary>
    public async Task<JsonElement> WholeAsync(
        JsonElement page,
        NotionProperty property,
        CancellationToken cancellationToken
    )
    {
        var shown = property.On(page);
        return shown.ValueKind == JsonValueKind.Object && IsCut(page, shown)
            ? await FetchAsync(page.Text("id")!, property, cancellationToken)
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
        page.Member("properties").EnumerateObject().Any(one => one.Value.Flag("has_more"));

    private async Task<JsonElement> FetchAsync(
        string page,
        NotionProperty property,
        CancellationToken cancellationToken
    )
    {
        // Once decoded and encoded it is right, whichever of the two it was.
        var path = $"pages/{page}/properties/{Uri.EscapeDataString(Uri.UnescapeDataString(property.Id))}?page_size=100";
        var items = new JsonArray();
        var pages = client.PagesAsync(
            cursor => client.GetAsync(ProviderRequests.Page(path, "start_cursor", cursor), cancellationToken),
            cancellationToken
        );
        JsonElement last = default;
        await foreach (var answer in pages.Take(MostCalls))
        {
            last = answer.Body;
            if (last.Text("object") != "list")
                return last;
            foreach (var item in last.Items("results"))
                items.Add(JsonNode.Parse(item.Member(property.Type).GetRawText()));
        }
        return last.Flag("has_more") && last.Text("next_cursor") is not null
            ? throw NotionFaults.Unexpected("for one property with pages without end")
            : Whole(property.Type, items, last.Member("property_item"));
    }

    /// <summary>In the form that a page has it.</summary>
    private static JsonElement Whole(string type, JsonArray items, JsonElement computed) =>
        type == "rollup"
            ? computed
            : JsonSerializer.SerializeToElement(new JsonObject { ["type"] = type, [type] = items });
}
