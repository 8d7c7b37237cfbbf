using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A table, and which of its properties is what to an objective or a note; found anew with each reading.</summary>
/// <param name="Properties">By the setting that names each, and the title.</param>
internal sealed partial record MappedTable(
    string Stream,
    DataSource Source,
    IReadOnlyDictionary<string, NotionProperty> Properties
)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: a property is not there, or of another type.</exception>
    public static MappedTable Of(string stream, DataSource source, JsonElement settings)
    {
        // Every table has a title, and Notion gives it this id.
        var title = source.Find("title", "title", PropertyKind.Text);
        var found = new Dictionary<string, NotionProperty> { ["title"] = title };
        foreach (var role in stream == Note.Stream ? NoteSettings.Roles : ObjectiveSettings.Roles)
        {
            if (settings.Text(role.Setting) is { } reference)
                found[role.Setting] = source.Find(reference, role.Setting, role.Kind);
        }
        return new(stream, source, found);
    }

    /// <summary>
    /// The page as Notion sent it, and under <c>mapped</c> what is mapped, with what the page leaves out of it.
    /// </summary>
    public async Task<JsonElement> CompleteAsync(
        NotionClient client,
        JsonElement page,
        CancellationToken cancellationToken
    )
    {
        // Of a page that was thrown away nothing more is told.
        var id = page.IsGone() ? null : page.Text("id");
        var mapped = new JsonObject();
        foreach (var (role, property) in Properties)
        {
            var value = property.On(page);
            if (id is not null && property.IsCut(page, value))
                value = property.Whole(
                    await client.PropertyAsync(id, property.Id, cancellationToken).ToListAsync(cancellationToken)
                );
            if (value.ValueKind == JsonValueKind.Object)
                mapped[role] = JsonObject.Create(value);
        }
        mapped["group"] = Properties.GetValueOrDefault("status")?.GroupOn(page);
        mapped["percent"] = Properties.GetValueOrDefault("progress")?.IsPercent;
        // The text of a note is the page itself, unless a property is.
        if (id is not null && Stream == Note.Stream && !Properties.ContainsKey("noteText"))
            mapped["body"] = await BodyAsync(client, id, cancellationToken);
        var row = JsonObject.Create(page)!;
        row["mapped"] = mapped;
        return JsonSerializer.SerializeToElement(row);
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
