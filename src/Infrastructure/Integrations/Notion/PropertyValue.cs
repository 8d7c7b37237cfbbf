using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads the value of a property of a page, whatever its type. Null where the property is empty.</summary>
/// <remarks><see href="https://developers.notion.com/reference/page-property-values"/></remarks>
internal static class PropertyValue
{
    /// <summary>Types that can be a number: relations count, and a ticked box is 1.</summary>
    public static readonly string[] Numbers = ["number", "formula", "rollup", "checkbox", "relation"];

    public static readonly string[] Statuses = ["status", "select", "checkbox", "formula"];

    public static readonly string[] Dates = ["date", "formula", "rollup", "created_time", "last_edited_time"];

    public static readonly string[] Texts = (
        "rich_text title select multi_select status people created_by last_edited_by formula rollup url email phone_number "
        + "unique_id number"
    ).Split(' ');

    public static readonly string[] Links = ["url", "rich_text", "formula"];

    /// <exception cref="RawDataException">It holds something else, or a number that is out of range.</exception>
    public static decimal? Number(JsonElement property, string field)
    {
        var type = property.Text("type");
        var value = Value(property);
        if (type is "formula" or "rollup")
            return value.Text("type") is "number" or "boolean" or null or "incomplete"
                ? Number(Value(value), field, type)
                : throw new RawDataException("field_invalid", field, $"The {type} does not come to a number.");
        return type == "relation" ? value.Items().Count() : Number(value, field, type);
    }

    /// <summary>Several names are joined by commas.</summary>
    public static string? Text(JsonElement property)
    {
        var value = Value(property);
        var text = property.Text("type") switch
        {
            "title" or "rich_text" => value.Plain(),
            "select" or "status" => value.Text("name"),
            "multi_select" or "people" => Joined(value.Items().Select(one => one.Text("name"))),
            "created_by" or "last_edited_by" => value.Text("name"),
            "unique_id" => value.Text("prefix") is { } prefix
                ? $"{prefix}-{value.Member("number")}"
                : value.Member("number").ToString(),
            "rollup" when value.Text("type") == "array" => Joined(value.Items("array").Select(Text)),
            "formula" or "rollup" => Scalar(Value(value)),
            "checkbox" => value.ValueKind == JsonValueKind.True ? "Yes" : "No",
            _ => Scalar(value),
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>First and last day as they were written, in whatever zone that was.</summary>
    public static DateRange? Days(JsonElement property, string field)
    {
        var value = Value(property);
        if (property.Text("type") is "formula" or "rollup")
            value = Value(value);
        if (value.ValueKind == JsonValueKind.String)
            return new(Day(value.GetString()!, field), Day(value.GetString()!, field));
        if (value.Text("start") is not { } start)
            return null;
        var first = Day(start, field);
        var last = value.Text("end") is { } end ? Day(end, field) : first;
        return new(first, last < first ? first : last);
    }

    /// <summary>What an object holds under the name that its type says.</summary>
    private static JsonElement Value(JsonElement typed) =>
        typed.Text("type") is { } type ? typed.Member(type) : default;

    private static decimal? Number(JsonElement value, string field, string? type) =>
        value.ValueKind switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Undefined => null,
            JsonValueKind.Number
                when decimal.TryParse(
                    value.GetRawText(),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            _ => throw new RawDataException("field_invalid", field, $"The {type} holds no number that can be stored."),
        };

    private static DateOnly Day(string text, string field) =>
        DayText.Read(text.AsSpan(0, Math.Min(text.Length, DayText.Form.Length)))
        ?? throw new RawDataException("field_invalid", field, "The date is none.");

    private static string? Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            JsonValueKind.Object => value.Text("start"),
            _ => null,
        };

    private static string Joined(IEnumerable<string?> texts) =>
        string.Join(", ", texts.Where(text => !string.IsNullOrWhiteSpace(text)));
}
