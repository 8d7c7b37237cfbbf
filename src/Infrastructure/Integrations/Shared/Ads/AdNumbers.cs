using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>Reads numbers as the networks write them: as JSON numbers or as texts, to the last digit.</summary>
internal static class AdNumbers
{
    /// <summary>Null where there is none.</summary>
    /// <exception cref="RawDataException">There is something else than a number.</exception>
    public static decimal? Number(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) ? Read(value, name) : null;

    /// <inheritdoc cref="Number" />
    public static decimal? Read(JsonElement value, string name)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RawDataException("not_a_number", name, "The field is not a number that can be stored.");
    }

    /// <summary>Null where there is none, or it is empty.</summary>
    public static string? Text(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object
        && row.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <exception cref="RawDataException">There is none.</exception>
    public static string Required(this JsonElement row, string name) =>
        row.Text(name) ?? throw new RawDataException("field_missing", name, "The row does not say what it is about.");

    public static IEnumerable<JsonElement> Items(this JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object
        && row.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];
}
