using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Reads the members of an answer, in which null and missing mean the same.</summary>
internal static class JsonFields
{
    /// <summary>Undefined where it is missing or null, or what holds it is no object.</summary>
    public static JsonElement Member(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : default;

    /// <summary>Null where there is none, or it is empty or no text.</summary>
    public static string? Text(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } written
            ? written
            : null;

    /// <exception cref="RawDataException">There is none.</exception>
    public static string Required(this JsonElement from, string name) =>
        from.Text(name)
        ?? throw new RawDataException("field_missing", name, "The record lacks what every one of its kind has.");

    /// <summary>False also where it is missing.</summary>
    public static bool Flag(this JsonElement from, string name) => from.Member(name).ValueKind == JsonValueKind.True;

    /// <summary>None where it is no object.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement from) =>
        from.ValueKind == JsonValueKind.Object ? from.EnumerateObject() : [];

    /// <summary>None where it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <inheritdoc cref="Items(JsonElement)" />
    public static IEnumerable<JsonElement> Items(this JsonElement from, string name) => from.Member(name).Items();

    /// <summary>A number, or a text of one, to the last digit; null where there is none.</summary>
    /// <exception cref="RawDataException">There is something else.</exception>
    public static decimal? Number(this JsonElement from, string name) => from.Member(name).AsNumber(name);

    /// <param name="name">Of what it is, for whoever reads of a refusal.</param>
    /// <inheritdoc cref="Number" />
    public static decimal? AsNumber(this JsonElement value, string name)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return NumberOf(text, name);
    }

    /// <summary>A text that has to be a number.</summary>
    /// <param name="name">Of what it is, for whoever reads of a refusal.</param>
    /// <exception cref="RawDataException">It is none.</exception>
    public static decimal NumberOf(string? text, string name) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RawDataException("not_a_number", name, "The field is not a number that can be stored.");

    /// <summary>A JSON number of 32 bits; null where there is none.</summary>
    public static int? Whole(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var whole)
            ? whole
            : null;

    /// <summary>A day written <c>yyyy-MM-dd</c>; null where there is none.</summary>
    public static DateOnly? Day(this JsonElement from, string name) => DayText.Read(from.Text(name));

    /// <summary>An instant as <see cref="InstantText"/> reads it; null where there is none.</summary>
    public static DateTimeOffset? Instant(this JsonElement from, string name) => InstantText.Read(from.Text(name));
}
