using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads the value of a property of a page by the shape that it has. Null where the property is empty.</summary>
/// <remarks>
/// There are some twenty types and few shapes: a name, a number, a date, or a list of them. What a formula or a rollup comes
/// to has the shape of another type (<see href="https://developers.notion.com/reference/page-property-values"/>).
/// </remarks>
internal static class PropertyValue
{
    /// <exception cref="RawDataException">It holds something else, or a number that is out of range.</exception>
    /// <returns>How many there are of a relation; 1 for a ticked box, 0 for another.</returns>
    public static decimal? Number(JsonElement property, string field)
    {
        var (type, value) = Open(property);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined when type is not ("string" or "date") => null,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Array when type == "relation" => value.GetArrayLength(),
            JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
            _ => throw new RawDataException("field_invalid", field, "The property does not come to a number."),
        };
    }

    /// <summary>Several names are joined by commas.</summary>
    public static string? Text(JsonElement property) =>
        Words(Open(property).Value)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>First and last day as they were written, in whatever zone that was.</summary>
    /// <exception cref="RawDataException">It holds something else.</exception>
    public static DateRange? Days(JsonElement property, string field)
    {
        var value = Open(property).Value;
        var start = value.ValueKind == JsonValueKind.String ? value.GetString() : value.Text("start");
        if (start is null)
            return null;
        var first = Day(start, field);
        var last = value.Text("end") is { } end ? Day(end, field) : first;
        return new(first, last < first ? first : last);
    }

    /// <summary>What stands under the name of the type, and which type it is: that of the value where it is computed.</summary>
    private static (string? Type, JsonElement Value) Open(JsonElement typed)
    {
        var type = typed.Text("type");
        var value = typed.Member(type ?? "");
        return type is "formula" or "rollup" ? Open(value) : (type, value);
    }

    private static string? Words(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            JsonValueKind.Array => value.Plain() is { Length: > 0 } plain ? plain : Joined(value.Items().Select(Words)),
            // An option or a person, a date, a number that Notion gave, or an entry of a rollup with a type of its own.
            JsonValueKind.Object => value.Text("name")
                ?? value.Text("start")
                ?? Given(value)
                ?? Words(Open(value).Value),
            _ => null,
        };

    private static string? Given(JsonElement value) =>
        value.Member("number") is not { ValueKind: JsonValueKind.Number } number ? null
        : value.Text("prefix") is { } prefix ? $"{prefix}-{number}"
        : number.ToString();

    private static string Joined(IEnumerable<string?> texts) =>
        string.Join(", ", texts.Where(text => !string.IsNullOrWhiteSpace(text)));

    private static DateOnly Day(string text, string field) =>
        DayText.Read(text.AsSpan(0, Math.Min(text.Length, DayText.Form.Length)))
        ?? throw new RawDataException("field_invalid", field, "The date is none.");
}
