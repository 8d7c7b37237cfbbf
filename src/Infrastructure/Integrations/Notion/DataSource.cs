using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>A table of Notion's with its properties, as they are now.</summary>
/// <param name="At">Notion's clock when it told.</param>
internal sealed record DataSource(string Id, string Title, IReadOnlyList<NotionProperty> Properties, DateTimeOffset? At)
{
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
                _ => throw NotionFaults.Unexpected("for the database without saying what it holds"),
            };
        }
    }

    /// <summary>The property of this name or id.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: it is not there, or of another type.</exception>
    public NotionProperty Find(string reference, string setting, PropertyKind kind)
    {
        var property =
            Properties.FirstOrDefault(one => one.HasId(reference))
            ?? Properties.FirstOrDefault(one => one.Name == reference)
            ?? throw ConnectionSettings.Wrong(
                $"The property '{reference}', which the setting '{setting}' names, is not in '{Title}' any more: it was renamed or removed in Notion."
            );
        var types = PropertyValues.TypesOf(kind);
        return types.Contains(property.Type)
            ? property
            : throw ConnectionSettings.Wrong(
                $"The property '{property.Name}' of '{Title}' is of the type {property.Type}, which cannot be the {setting} of anything. It takes {string.Join(", ", types)}."
            );
    }

    private static async Task<DataSource> ReadAsync(NotionClient client, string id, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"data_sources/{id}", cancellationToken);
        var properties = answer.Body.Member("properties");
        return answer.Body.Text("id") is { } told && properties.ValueKind == JsonValueKind.Object
            ? new(told, answer.Body.Title(), [.. properties.Members().Select(NotionProperty.Of)], answer.At)
            : throw NotionFaults.Unexpected("for the data source without its properties");
    }
}
