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

    /// <summary>Whether a page shows only a part of the value.</summary>
    /// <remarks>
    /// A page holds up to 25 relations, people and pieces of text, and what is computed from more of them may be wrong there
    /// (<see href="https://developers.notion.com/reference/retrieve-a-page-property"/>).
    /// </remarks>
    /// <param name="shown">The value <see cref="On"/> the page.</param>
    public bool IsCut(JsonElement page, JsonElement shown) =>
        Type switch
        {
            "relation" => shown.Flag("has_more"),
            "title" or "rich_text" or "people" => shown.Items(Type).Count() >= MostOnPage,
            // Of which relation it is computed is not told.
            "rollup" or "formula" => shown.Member(Type).Text("type") == "incomplete"
                || page.Member("properties").Members().Any(one => one.Value.Flag("has_more")),
            _ => false,
        };

    /// <summary>The value in the form in which a page shows it.</summary>
    /// <param name="told">What Notion answers when it is asked for the value alone, in one page or several.</param>
    public JsonElement Whole(IReadOnlyList<JsonAnswer> told)
    {
        var last = told[^1].Body;
        if (last.Text("object") != "list")
            return last;
        // What is computed of all of them stands beside the last of them.
        if (Type == "rollup")
            return last.Member("property_item");
        var items = told.SelectMany(answer => answer.Body.Items("results")).Select(one => one.Member(Type));
        return JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["type"] = Type, [Type] = items });
    }

    /// <summary>Whether Notion shows its numbers as shares of a hundred.</summary>
    public bool IsPercent => Definition.Member("number").Text("format") == "percent";

    /// <summary>Notion's own group of a page's status, such as <c>Complete</c>; null where it has none.</summary>
    public string? GroupOn(JsonElement page)
    {
        var option = On(page).Member("status").Text("id");
        var groups = Definition.Member("status").Items("groups");
        return groups.FirstOrDefault(one => one.Items("option_ids").Any(id => id.GetString() == option)).Text("name");
    }
}
