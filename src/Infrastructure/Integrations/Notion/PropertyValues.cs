using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads values of properties by the shapes that they have. Null where a property is empty or missing.</summary>
/// <remarks>
/// There are some twenty types and few shapes: a name, a number, a date, or a list of them. What a formula or a rollup comes
/// to has the shape of another type (<see href="https://developers.notion.com/reference/page-property-values"/>).
/// </remarks>
/// <param name="properties">Values by the names under which they are asked for.</param>
internal sealed class PropertyValues(JsonElement properties) : IPropertyValues
{
    private static readonly string[] Words = (
        "rich_text title select multi_select status people created_by last_edited_by formula rollup url email phone_number "
        + "unique_id number"
    ).Split(' ');

    public string Title => Text("title") ?? "Untitled";

    /// <summary>Types of properties that can be of a kind.</summary>
    public static string[] TypesOf(PropertyKind kind) =>
        kind switch
        {
            PropertyKind.Number => ["number", "formula", "rollup", "checkbox", "relation"],
            PropertyKind.Days => ["date", "formula", "rollup", "created_time", "last_edited_time"],
            PropertyKind.State => ["status", "select", "checkbox", "formula"],
            PropertyKind.Link => ["url", "rich_text", "formula"],
            _ => Words,
        };

    /// <summary>Several names are joined by commas.</summary>
    public string? Text(string role) =>
        Written(Open(properties.Member(role)).Value)?.Trim() is { Length: > 0 } text ? text : null;

    /// <exception cref="RawDataException">It holds something else, or a number that is out of range.</exception>
    /// <returns>How many there are of a relation; 1 for a ticked box, 0 for another.</returns>
    public decimal? Number(string role)
    {
        var (type, value) = Open(properties.Member(role));
        return value.ValueKind switch
        {
            JsonValueKind.Undefined when type is not ("string" or "date") => null,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Array when type == "relation" => value.GetArrayLength(),
            JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
            _ => throw new RawDataException("field_invalid", role, "The property does not come to a number."),
        };
    }

    /// <summary>First and last day as they were written, in whatever zone that was.</summary>
    /// <exception cref="RawDataException">It holds something else.</exception>
    public DateRange? Days(string role)
    {
        var value = Open(properties.Member(role)).Value;
        var start = value.ValueKind == JsonValueKind.String ? value.GetString() : value.Text("start");
        if (start is null)
            return null;
        var first = Day(start, role);
        var last = value.Text("end") is { } end ? Day(end, role) : first;
        return new(first, last < first ? first : last);
    }

    /// <summary>What stands under the name of the type, and which type it is: that of the value where it is computed.</summary>
    private static (string? Type, JsonElement Value) Open(JsonElement typed)
    {
        var type = typed.Text("type");
        var value = typed.Member(type ?? "");
        return type is "formula" or "rollup" ? Open(value) : (type, value);
    }

    private static string? Written(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            JsonValueKind.Array when value.Plain() is { Length: > 0 } plain => plain,
            JsonValueKind.Array => Joined(value.Items().Select(Written)),
            // An option or a person, a date, a number that Notion gave, or an entry of a rollup with a type of its own.
            JsonValueKind.Object => value.Text("name")
                ?? value.Text("start")
                ?? Given(value)
                ?? Written(Open(value).Value),
            _ => null,
        };

    private static string? Given(JsonElement value) =>
        value.Member("number") is not { ValueKind: JsonValueKind.Number } number ? null
        : value.Text("prefix") is { } prefix ? $"{prefix}-{number}"
        : number.ToString();

    private static string Joined(IEnumerable<string?> texts) =>
        string.Join(", ", texts.Where(text => !string.IsNullOrWhiteSpace(text)));

    private static DateOnly Day(string text, string role) =>
        DayText.Read(text.AsSpan(0, Math.Min(text.Length, DayText.Form.Length)))
        ?? throw new RawDataException("field_invalid", role, "The date is none.");
}
