using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A property of a table.</summary>
/// <param name="Id">Decoded: Notion writes it percent-encoded. The same after a new name.</param>
/// <param name="Definition">Its options and format.</param>
internal sealed record NotionProperty(string Name, string Id, string Type, JsonElement Definition)
{
    public static NotionProperty Of(JsonProperty told) =>
        new(told.Name, Uri.UnescapeDataString(told.Value.Text("id") ?? ""), told.Value.Text("type") ?? "", told.Value);

    /// <param name="id">Encoded or not.</param>
    public bool HasId(string? id) => id is not null && Uri.UnescapeDataString(id) == Id;

    /// <summary>The value of it on a page; undefined where the page lacks it.</summary>
    public JsonElement On(JsonElement page) =>
        page.Member("properties").Members().Select(one => one.Value).FirstOrDefault(value => HasId(value.Text("id")));

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
}
