using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A table, and which of its properties is what to an objective or a note; found anew with each reading.</summary>
/// <param name="Properties">By the setting that names each, and the title.</param>
internal sealed partial record MappedTable(
    string Stream,
    DataSource Source,
    IReadOnlyDictionary<string, NotionProperty> Properties
)
{
    /// <returns>Null for a stream that the settings leave out.</returns>
    /// <exception cref="IntegrationException">
    /// As of <see cref="DataSource.FindAsync"/>, or <see cref="IntegrationFault.Misconfigured"/>: a property is not there, or of
    /// another type.
    /// </exception>
    public static async Task<MappedTable?> FindAsync(
        NotionClient client,
        NotionSettings settings,
        string stream,
        CancellationToken cancellationToken
    )
    {
        if (settings.SourceOf(stream) is not { } id)
            return null;
        var source = await DataSource.FindAsync(client, id, cancellationToken);
        var found = new Dictionary<string, NotionProperty> { ["title"] = source.Find("title", "title", "title") };
        foreach (var role in NotionRole.Of(stream))
        {
            if (settings.Given.Text(role.Setting) is { } reference)
                found[role.Setting] = source.Find(reference, role.Setting, role.Types);
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
        var mapped = new JsonObject();
        foreach (var (role, property) in Properties)
        {
            var value = await property.WholeAsync(client, page, cancellationToken);
            if (value.ValueKind == JsonValueKind.Object)
                mapped[role] = JsonObject.Create(value);
        }
        mapped["group"] = Properties.GetValueOrDefault("status")?.GroupOn(page);
        mapped["percent"] = Properties.GetValueOrDefault("progress")?.IsPercent;
        // The text of a note is the page itself, unless a property is.
        if (Stream == Note.Stream && !Properties.ContainsKey("noteText") && !page.IsGone())
            mapped["body"] = await BodyAsync(client, page.Text("id"), cancellationToken);
        var row = JsonObject.Create(page)!;
        row["mapped"] = mapped;
        return JsonSerializer.SerializeToElement(row);
    }

    /// <summary>The page in Markdown; null where it is gone since it was listed.</summary>
    private static async Task<string?> BodyAsync(NotionClient client, string? page, CancellationToken cancellationToken)
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
