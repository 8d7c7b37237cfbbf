using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A table of Notion's with its properties, as they are now.</summary>
internal sealed class DataSource
{
    private readonly JsonElement _body;

    private DataSource(JsonElement body, string id, DateTimeOffset? at) => (_body, Id, At) = (body, id, at);

    public string Id { get; }

    public string Title => _body.Title();

    /// <summary>Notion's clock when it told.</summary>
    public DateTimeOffset? At { get; }

    /// <param name="id">Of a data source, or of the database around it, whose address people know.</param>
    /// <exception cref="IntegrationException">There is none that may be read, or a database holds several.</exception>
    public static async Task<DataSource> FindAsync(NotionClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(client, id, cancellationToken);
        }
        catch (IntegrationException e) when (e.Fault == IntegrationFault.NoAccess)
        {
            var database = (await client.GetAsync($"databases/{id}", cancellationToken)).Body;
            var sources = database.Items("data_sources").ToList();
            return sources switch
            {
                [var only] when only.Text("id") is { } source => await ReadAsync(client, source, cancellationToken),
                [_, _, ..] => throw ConnectionSettings.Wrong(
                    $"The database has several data sources. Enter the id of one of them: {string.Join(", ", sources.Select(one => $"{one.Text("name")} ({one.Text("id")})"))}."
                ),
                _ => throw NotionFaults.Unexpected("for the database without saying what it holds", null),
            };
        }
    }

    /// <summary>The property of this name or id.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: it is not there, or of another type.</exception>
    public NotionProperty Find(string reference, string setting, params ReadOnlySpan<string> types)
    {
        var all = _body.Member("properties").EnumerateObject().Select(NotionProperty.Of).ToList();
        var property =
            all.Find(one => one.HasId(reference))
            ?? all.Find(one => one.Name == reference)
            ?? throw ConnectionSettings.Wrong(
                $"The property '{reference}', which the setting '{setting}' names, is not in '{Title}' any more: it was renamed or removed in Notion."
            );
        return types.Contains(property.Type)
            ? property
            : throw ConnectionSettings.Wrong(
                $"The property '{property.Name}' of '{Title}' is of the type {property.Type}, which cannot be the {setting} of anything. It takes {string.Join(", ", types.ToArray())}."
            );
    }

    private static async Task<DataSource> ReadAsync(NotionClient client, string id, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"data_sources/{id}", cancellationToken);
        return
            answer.Body.Member("properties").ValueKind == JsonValueKind.Object
            && answer.Body.Text("id") is { Length: > 0 } told
            ? new(answer.Body, told, answer.At)
            : throw NotionFaults.Unexpected("for the data source without its properties");
    }
}

/// <param name="Id">As Notion writes it: percent-encoded, and the same after a new name.</param>
/// <param name="Definition">Its options and format.</param>
internal sealed record NotionProperty(string Name, string Id, string Type, JsonElement Definition)
{
    public static NotionProperty Of(JsonProperty told) =>
        new(told.Name, told.Value.Text("id") ?? "", told.Value.Text("type") ?? "", told.Value);

    public bool HasId(string other) =>
        Id.Length > 0 && (Id == other || Uri.UnescapeDataString(Id) == Uri.UnescapeDataString(other));

    /// <summary>The value of it on a page; undefined where the page lacks it.</summary>
    public JsonElement On(JsonElement page)
    {
        var all = page.Member("properties");
        if (all.Member(Name) is { ValueKind: JsonValueKind.Object } named && HasId(named.Text("id") ?? Id))
            return named;
        return all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().Select(one => one.Value).FirstOrDefault(one => HasId(one.Text("id") ?? ""))
            : default;
    }

    /// <summary>Notion's own group of a status, such as <c>Complete</c>; null where it has none.</summary>
    public string? GroupOf(string? status)
    {
        var known = Definition.Member("status");
        var option = known.Items("options").FirstOrDefault(one => one.Text("name") == status).Text("id");
        return option is null
            ? null
            : known
                .Items("groups")
                .FirstOrDefault(group => group.Items("option_ids").Any(id => id.GetString() == option))
                .Text("name");
    }
}
