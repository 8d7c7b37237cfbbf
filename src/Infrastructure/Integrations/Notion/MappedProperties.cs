using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>The properties of a data source that the settings name, found anew with each reading.</summary>
/// <param name="Properties">By what they are to an objective or a note.</param>
internal sealed partial record MappedProperties(string Stream, IReadOnlyDictionary<string, NotionProperty> Properties)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: one is not there, or of another type.</exception>
    public static MappedProperties Of(string stream, DataSource source, NotionSettings settings)
    {
        var found = new Dictionary<string, NotionProperty>(StringComparer.Ordinal)
        {
            ["title"] = source.Find("title", "title", "title"),
        };
        foreach (var role in NotionRole.Of(stream))
        {
            if (settings.Properties.GetValueOrDefault(role.Setting) is { } reference)
                found[role.Name] = source.Find(reference, role.Setting, role.Types);
        }
        return new(stream, found);
    }

    /// <summary>As they are on the page, with what it leaves out of them. A page that was thrown away is taken as it is.</summary>
    public async Task<JsonObject> OnAsync(NotionClient client, JsonElement page, CancellationToken cancellationToken)
    {
        var id = page.IsGone() ? null : page.Text("id");
        var properties = new PageProperties(client);
        var mapped = new JsonObject();
        foreach (var (role, property) in Properties)
        {
            var value = id is null ? property.On(page) : await properties.WholeAsync(page, property, cancellationToken);
            if (value.ValueKind == JsonValueKind.Object)
                Put(mapped, role, property, value);
        }
        // The text of a note is the page itself, unless a property is.
        if (id is not null && Stream == Note.Stream && !Properties.ContainsKey("text"))
            mapped["body"] = await BodyAsync(client, id, cancellationToken);
        return mapped;
    }

    private static void Put(JsonObject mapped, string role, NotionProperty property, JsonElement value)
    {
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
