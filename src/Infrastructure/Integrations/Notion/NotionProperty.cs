using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A property of a table, and where its value is found.</summary>
/// <param name="Id">Decoded: Notion writes it percent-encoded. The same after a new name.</param>
/// <param name="Definition">Its options and format.</param>
internal sealed record NotionProperty(string Name, string Id, string Type, JsonElement Definition)
{
    private const int MostOnPage = 25;

    public static NotionProperty Of(JsonProperty told) =>
        new(told.Name, Uri.UnescapeDataString(told.Value.Text("id") ?? ""), told.Value.Text("type") ?? "", told.Value);

    /// <param name="id">Encoded or not.</param>
    public bool HasId(string? id) => id is not null && Uri.UnescapeDataString(id) == Id;

    /// <summary>The value as a page shows it; undefined where the page lacks it.</summary>
    public JsonElement On(JsonElement page) =>
        page.Member("properties").Members().Select(one => one.Value).FirstOrDefault(value => HasId(value.Text("id")));

    /// <summary>The value as a page shows it, or as Notion tells it when asked for it alone, where the page shows a part.</summary>
    /// <remarks>
    /// A page holds up to 25 relations, people and pieces of text, and what is computed from more of them may be wrong there
    /// (<see href="https://developers.notion.com/reference/retrieve-a-page-property"/>). Of a page that was thrown away
    /// nothing more is told.
    /// </remarks>
    public async Task<JsonElement> WholeAsync(
        NotionClient client,
        JsonElement page,
        CancellationToken cancellationToken
    )
    {
        var shown = On(page);
        return page.Text("id") is { } id && !page.IsGone() && IsCut(page, shown)
            ? await FetchAsync(client, id, cancellationToken)
            : shown;
    }

    /// <summary>Whether Notion shows its numbers as shares of a hundred.</summary>
    public bool IsPercent => Definition.Member("number").Text("format") == "percent";

    /// <summary>Notion's own group of a page's status, such as <c>Complete</c>; null where it has none.</summary>
    public string? GroupOn(JsonElement page)
    {
        var known = Definition.Member("status");
        var status = PropertyValue.Text(On(page));
        var option = known.Items("options").FirstOrDefault(one => one.Text("name") == status).Text("id");
        return known
            .Items("groups")
            .FirstOrDefault(group => group.Items("option_ids").Any(id => id.GetString() == option))
            .Text("name");
    }

    private bool IsCut(JsonElement page, JsonElement shown) =>
        Type switch
        {
            "relation" => shown.Flag("has_more"),
            "title" or "rich_text" or "people" => shown.Items(Type).Count() >= MostOnPage,
            // Of which relation it is computed is not told.
            "rollup" or "formula" => shown.Member(Type).Text("type") == "incomplete"
                || page.Member("properties").Members().Any(one => one.Value.Flag("has_more")),
            _ => false,
        };

    private async Task<JsonElement> FetchAsync(NotionClient client, string page, CancellationToken cancellationToken)
    {
        var path = $"pages/{page}/properties/{Uri.EscapeDataString(Id)}?page_size=100";
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
        if (Type == "rollup")
            return last.Member("property_item");
        var items = answers.SelectMany(answer => answer.Body.Items("results")).Select(one => one.Member(Type));
        return JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["type"] = Type, [Type] = items });
    }
}
