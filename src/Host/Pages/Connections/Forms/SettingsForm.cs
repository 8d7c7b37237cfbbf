using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nexus.Host.Pages.Connections.Forms;

/// <summary>
/// Reads settings out of a form that was drawn from their schema. Each input is named by the place of its value, such as
/// <c>settings.values[0].column</c>, which is also what a refusal names.
/// </summary>
internal static partial class SettingsForm
{
    public const string Root = "settings";

    /// <summary>Name of the buttons that add an entry to a list; their value is the list's path.</summary>
    public const string Add = "add";

    /// <summary>Name of the buttons that take an entry out of a list; their value is the entry's path.</summary>
    public const string Remove = "remove";

    /// <remarks>What was left empty is left out; a number that is none stays a text, for the use case to refuse.</remarks>
    public static JsonElement Read(JsonObject schema, IFormCollection form) =>
        JsonSerializer.SerializeToElement(Members(schema, Root, form, form[Remove].ToString()));

    /// <summary>Whether only an entry is added or removed, and nothing is to be stored.</summary>
    public static bool IsRearranged(IFormCollection form) => form.ContainsKey(Add) || form.ContainsKey(Remove);

    private static JsonObject Members(JsonObject schema, string path, IFormCollection form, string removed)
    {
        var read = new JsonObject();
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            if (Value((JsonObject)member!, $"{path}.{name}", form, removed) is { } value)
                read[name] = value;
        }
        return read;
    }

    private static JsonNode? Value(JsonObject schema, string path, IFormCollection form, string removed)
    {
        var text = form[path].ToString().Trim();
        switch (schema["type"]?.GetValue<string>())
        {
            case "boolean":
                return text == "true";
            case "integer" or "number":
                return text.Length == 0 ? null
                    : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                        ? JsonValue.Create(number)
                    : JsonValue.Create(text);
            case "object":
                return Members(schema, path, form, removed) is { Count: > 0 } members ? members : null;
            case "array":
                return Entries(schema, path, form, removed) is { Count: > 0 } entries ? entries : null;
            default:
                return text.Length == 0 ? null : JsonValue.Create(text);
        }
    }

    private static JsonArray Entries(JsonObject schema, string path, IFormCollection form, string removed)
    {
        var entries = new JsonArray();
        if (schema["items"] is JsonObject items && items["type"]?.GetValue<string>() == "object")
        {
            foreach (var at in Indices(path, form).Where(at => $"{path}[{at}]" != removed))
            {
                var entry = Members(items, $"{path}[{at}]", form, removed);
                if (entry.Count > 0)
                    entries.Add(entry);
            }
            if (form[Add].ToString() == path)
                entries.Add(new JsonObject());
            return entries;
        }
        foreach (var line in form[path].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Trim() is { Length: > 0 } entry)
                entries.Add(entry);
        }
        return entries;
    }

    private static IEnumerable<int> Indices(string path, IFormCollection form) =>
        form
            .Keys.Where(key => key.StartsWith(path + "[", StringComparison.Ordinal))
            .Select(key => Index().Match(key[path.Length..]))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))
            .Distinct()
            .Order();

    [GeneratedRegex(@"^\[(\d{1,3})\]\.", RegexOptions.None, 1000)]
    private static partial Regex Index();
}
