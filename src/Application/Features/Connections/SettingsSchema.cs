using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nexus.Application.Features.Connections;

/// <summary>Holds settings to a provider's JSON Schema, in the part of the language that providers use.</summary>
/// <remarks>
/// type, required, properties, additionalProperties (false), enum, minLength, maxLength, pattern, minimum, maximum, items,
/// minItems and maxItems, as draft 2020-12 defines them; annotations such as title are passed over.
/// </remarks>
internal static class SettingsSchema
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong, one entry for each place; none where the settings fit.</summary>
    public static IReadOnlyList<SettingProblem> Problems(JsonObject schema, JsonElement settings)
    {
        var problems = new List<SettingProblem>();
        Check(schema, settings, "settings", problems);
        return problems;
    }

    private static void Check(JsonObject schema, JsonElement value, string path, List<SettingProblem> problems)
    {
        if (schema["type"]?.GetValue<string>() is { } type && !IsOf(type, value))
        {
            problems.Add(new(path, $"must be {Article(type)}"));
            return;
        }
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => Same(one, value)))
            problems.Add(new(path, $"must be one of {string.Join(", ", allowed.Select(one => one?.ToJsonString()))}"));
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, path, problems);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, problems);
                break;
            case JsonValueKind.Array:
                CheckItems(schema, value, path, problems);
                break;
            case JsonValueKind.Object:
                CheckMembers(schema, value, path, problems);
                break;
        }
    }

    private static void CheckText(JsonObject schema, string text, string path, List<SettingProblem> problems)
    {
        var length = new StringInfo(text).LengthInTextElements;
        if (text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')))
            problems.Add(new(path, "holds control characters"));
        if (length < Whole(schema, "minLength"))
            problems.Add(new(path, $"is shorter than {Whole(schema, "minLength")} characters"));
        if (length > Whole(schema, "maxLength"))
            problems.Add(new(path, $"is longer than {Whole(schema, "maxLength")} characters"));
        if (
            schema["pattern"]?.GetValue<string>() is { } pattern
            && !Regex.IsMatch(text, pattern, default, PatternPatience)
        )
            problems.Add(new(path, $"does not have the form {pattern}"));
    }

    private static void CheckNumber(JsonObject schema, JsonElement value, string path, List<SettingProblem> problems)
    {
        if (!value.TryGetDecimal(out var number))
        {
            problems.Add(new(path, "is out of range"));
            return;
        }
        if (Bound(schema, "minimum") is { } least && number < least)
            problems.Add(new(path, $"is less than {least.ToString(CultureInfo.InvariantCulture)}"));
        if (Bound(schema, "maximum") is { } most && number > most)
            problems.Add(new(path, $"is more than {most.ToString(CultureInfo.InvariantCulture)}"));
    }

    private static void CheckItems(JsonObject schema, JsonElement value, string path, List<SettingProblem> problems)
    {
        var count = value.GetArrayLength();
        if (count < Whole(schema, "minItems"))
            problems.Add(new(path, $"has fewer than {Whole(schema, "minItems")} entries"));
        if (count > Whole(schema, "maxItems"))
            problems.Add(new(path, $"has more than {Whole(schema, "maxItems")} entries"));
        if (schema["items"] is not JsonObject items)
            return;
        foreach (var (at, item) in value.EnumerateArray().Index())
            Check(items, item, $"{path}[{at.ToString(CultureInfo.InvariantCulture)}]", problems);
    }

    private static void CheckMembers(JsonObject schema, JsonElement value, string path, List<SettingProblem> problems)
    {
        var known = schema["properties"] as JsonObject ?? [];
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(one => one!.GetValue<string>()))
        {
            if (!value.TryGetProperty(name, out _))
                problems.Add(new($"{path}.{name}", "is missing"));
        }
        var closed = schema["additionalProperties"] is JsonValue rest && !rest.GetValue<bool>();
        foreach (var member in value.EnumerateObject())
        {
            if (known[member.Name] is JsonObject shape)
                Check(shape, member.Value, $"{path}.{member.Name}", problems);
            else if (closed)
                problems.Add(new($"{path}.{member.Name}", "is not a setting of this provider"));
        }
    }

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number
                && value.TryGetDecimal(out var number)
                && decimal.IsInteger(number),
            _ => throw new NotSupportedException($"A provider's schema uses the type '{type}', which is not checked."),
        };

    private static string Article(string type) => $"{(type[0] is 'a' or 'i' or 'o' ? "an" : "a")} {type}";

    private static bool Same(JsonNode? one, JsonElement value) =>
        JsonNode.DeepEquals(one, JsonSerializer.SerializeToNode(value));

    private static int? Whole(JsonObject schema, string word) => schema[word]?.GetValue<int>();

    /// <remarks>A node that was made of an int gives no decimal.</remarks>
    private static decimal? Bound(JsonObject schema, string name) =>
        schema[name] is { } bound ? decimal.Parse(bound.ToJsonString(), CultureInfo.InvariantCulture) : null;
}

/// <param name="Path">Where, such as <c>settings.dataset</c>.</param>
/// <param name="Message">What is wrong there; follows the path in a sentence.</param>
public sealed record SettingProblem(string Path, string Message);
