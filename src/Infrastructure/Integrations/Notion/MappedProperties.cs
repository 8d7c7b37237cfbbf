using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>The properties of a data source that the settings name, found anew with each reading.</summary>
/// <param name="ReadsBody">Whether the text is the page itself.</param>
internal sealed partial record MappedProperties(
    string Stream,
    IReadOnlyDictionary<string, NotionProperty> Properties,
    bool ReadsBody
)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: one is not there, or of another type.</exception>
    public static MappedProperties Of(string stream, DataSource source, NotionSettings settings)
    {
        var found = new Dictionary<string, NotionProperty>(StringComparer.Ordinal)
        {
            ["title"] = source.Find("title", "title", "title"),
        };
        if (stream == Note.Stream)
        {
            Add("date", settings.NoteDate, "noteDate", PropertyValue.Dates);
            Add("text", settings.NoteText, "noteText", PropertyValue.Texts);
            Add("link", settings.NoteLink, "noteLink", PropertyValue.Links);
            return new(stream, found, settings.NoteText is null);
        }
        Add("progress", settings.Progress, "progress", PropertyValue.Numbers);
        Add("target", settings.Target, "target", PropertyValue.Numbers);
        Add("start", settings.Start, "start", PropertyValue.Numbers);
        Add("status", settings.Status, "status", PropertyValue.Statuses);
        Add("due", settings.Due, "due", PropertyValue.Dates);
        Add("owner", settings.Owner, "owner", PropertyValue.Texts);
        return new(stream, found, ReadsBody: false);

        void Add(string role, string? reference, string setting, string[] types)
        {
            if (reference is not null)
                found[role] = source.Find(reference, setting, types);
        }
    }

    /// <summary>As they are on the page.</summary>
    public JsonObject Shown(JsonElement page)
    {
        var mapped = new JsonObject();
        foreach (var (role, property) in Properties)
            Put(mapped, role, property, property.On(page));
        return mapped;
    }

    /// <summary>With what a page leaves out of them.</summary>
    public async Task<JsonObject> WholeAsync(NotionClient client, JsonElement page, CancellationToken cancellationToken)
    {
        var properties = new PageProperties(client);
        var mapped = new JsonObject();
        foreach (var (role, property) in Properties)
            Put(mapped, role, property, await properties.WholeAsync(page, property, cancellationToken));
        if (ReadsBody)
            mapped["body"] = await BodyAsync(client, page.Text("id")!, cancellationToken);
        return mapped;
    }

    private static void Put(JsonObject mapped, string role, NotionProperty property, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return;
        mapped[role] = JsonNode.Parse(value.GetRawText());
        if (role == "status" && property.GroupOf(PropertyValue.Text(value)) is { } group)
            mapped["group"] = group;
        if (role == "progress" && property.Definition.Member("number").Text("format") == "percent")
            mapped["percent"] = true;
    }

    /// <summary>The page in Markdown; null where it is gone since it was listed.</summary>
    private static async Task<string?> BodyAsync(NotionClient client, string page, CancellationToken cancellationToken)
    {
        try
        {
            var body = (await client.GetAsync($"pages/{page}/markdown", cancellationToken)).Body.Text("markdown");
            return body is null ? null : Tag().Replace(body, "").Trim();
        }
        catch (IntegrationException e) when (e.Fault == IntegrationFault.NoAccess)
        {
            return null;
        }
    }

    /// <summary>What Markdown has no sign for, Notion writes as tags, such as of mentions and columns; what stands in them stays.</summary>
    [GeneratedRegex(@"(?<!\\)</?[a-z][a-z-]*( [^<>]*)?/?>", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
