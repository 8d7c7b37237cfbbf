using System.Text.Json;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads Notion's JSON, in which null and missing mean the same.</summary>
internal static class NotionJson
{
    /// <summary>Undefined where it is missing or null.</summary>
    public static JsonElement Member(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : default;

    /// <summary>Null where it is missing, null, or no text.</summary>
    public static string? Text(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool Flag(this JsonElement from, string name) => from.Member(name).ValueKind == JsonValueKind.True;

    /// <summary>None where it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>The words of rich text, without how they look.</summary>
    public static string Plain(this JsonElement richText) =>
        string.Concat(richText.Items().Select(part => part.Text("plain_text")));
}
