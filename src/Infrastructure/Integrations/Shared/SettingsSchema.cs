using System.Text.Json.Nodes;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Writes the JSON Schema of a provider's settings, from which forms are drawn.</summary>
internal static class SettingsSchema
{
    /// <summary>The settings themselves; nothing else is taken.</summary>
    /// <param name="required">Names of those that have to be given.</param>
    public static JsonObject Of(string[] required, params (string Name, JsonObject Schema)[] settings)
    {
        var schema = Object(null, settings);
        if (required.Length > 0)
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        return schema;
    }

    /// <summary>Of 1 to 500 characters.</summary>
    public static JsonObject Text(string title, string description) =>
        Field("string", title, description, ("minLength", 1), ("maxLength", 500));

    /// <param name="pattern">A regular expression that the whole text fits.</param>
    public static JsonObject Text(string title, string description, string pattern) =>
        Field("string", title, description, ("pattern", pattern));

    /// <summary>A day, <c>yyyy-MM-dd</c>.</summary>
    public static JsonObject Day(string title, string description) =>
        Field("string", title, description, ("format", "date"), ("pattern", @"^\d{4}-\d{2}-\d{2}$"));

    public static JsonObject Whole(string title, string description, int least = 0, int most = int.MaxValue) =>
        Field("integer", title, description, ("minimum", least), ("maximum", most));

    /// <summary>Off unless it is switched on.</summary>
    public static JsonObject Switch(string title, string description) =>
        Field("boolean", title, description, ("default", false));

    public static JsonObject Choice(string title, string description, params string[] choices) =>
        Field(
            "string",
            title,
            description,
            ("enum", new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]))
        );

    /// <param name="least">How many there have to be.</param>
    public static JsonObject List(string title, string? description, JsonObject item, int most, int least = 0) =>
        Field(
            "array",
            title,
            description,
            ("minItems", least == 0 ? null : least),
            ("maxItems", most),
            ("items", item)
        );

    /// <summary>With what holds where nothing is given.</summary>
    public static JsonObject Usually(this JsonObject field, JsonNode value)
    {
        field["default"] = value;
        return field;
    }

    public static JsonObject Object(string? title, params (string Name, JsonObject Schema)[] members) =>
        Field(
            "object",
            title,
            null,
            (
                "properties",
                new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)))
            ),
            ("additionalProperties", false)
        );

    private static JsonObject Field(
        string type,
        string? title,
        string? description,
        params (string Name, JsonNode? Value)[] rules
    ) =>
        new(
            new (string Name, JsonNode? Value)[] { ("type", type), ("title", title), ("description", description) }
                .Concat(rules)
                .Where(member => member.Value is not null)
                .Select(member => KeyValuePair.Create(member.Name, member.Value))
        );
}
