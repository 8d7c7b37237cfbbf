using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>The one form in which fields are kept: sorted names, no spaces, nothing that is null, false or zero.</summary>
/// <remarks>One state has one text, so that a record that is fetched again unchanged is seen to be unchanged.</remarks>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Sort } },
    };

    public static string Write<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Null for a deleted object whose fields are unknown.</summary>
    public static T? Read<T>(SourceRecord record)
        where T : class => record.Payload is null ? null : JsonSerializer.Deserialize<T>(record.Payload, Options);

    private static void Sort(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var sorted = type.Properties.OrderBy(property => property.Name, StringComparer.Ordinal).ToList();
        for (var i = 0; i < sorted.Count; i++)
            sorted[i].Order = i;
    }
}
