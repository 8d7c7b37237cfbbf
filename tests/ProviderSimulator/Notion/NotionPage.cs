using System.Globalization;
using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>A page of a data source.</summary>
public sealed class NotionPage(string id, DateTimeOffset createdAt)
{
    /// <summary>Members that a page shows of a list; the rest is told when the property is asked for alone.</summary>
    public const int MostShown = 25;

    public string Id { get; } = id;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset EditedAt { get; set; } = createdAt;

    public bool InTrash { get; set; }

    /// <summary>Its text, in Markdown.</summary>
    public string Markdown { get; set; } = "";

    /// <summary>By the name of the property: what stands below the type, whole.</summary>
    public Dictionary<string, JsonNode?> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a rollup: what it comes to over the relations that a page shows, which Notion itself gets wrong.</summary>
    public Dictionary<string, JsonNode?> ShownValues { get; } = new(StringComparer.Ordinal);

    public NotionPage Set(string property, JsonNode? value)
    {
        Values[property] = value;
        return this;
    }

    public static JsonArray RichText(string text) =>
        text.Length == 0
            ? []
            :
            [
                new JsonObject
                {
                    ["type"] = "text",
                    ["text"] = new JsonObject { ["content"] = text, ["link"] = null },
                    ["plain_text"] = text,
                    ["href"] = null,
                },
            ];

    public static JsonArray Relation(IEnumerable<string> ids) =>
        [.. ids.Select(one => (JsonNode)new JsonObject { ["id"] = one })];

    public static JsonObject Number(decimal? value, string function = "sum") =>
        new()
        {
            ["type"] = "number",
            ["number"] = value,
            ["function"] = function,
        };

    public static JsonObject Date(string start, string? end = null) =>
        new()
        {
            ["start"] = start,
            ["end"] = end,
            ["time_zone"] = null,
        };

    /// <summary>As a query shows it: times cut to the minute, long lists cut off.</summary>
    internal JsonObject Describe(NotionTable table)
    {
        var properties = new JsonObject();
        foreach (var (name, definition) in table.Properties)
            properties[name] = Shown(name, definition!.AsObject());
        return new()
        {
            ["object"] = "page",
            ["id"] = Id,
            ["created_time"] = Minute(CreatedAt),
            ["last_edited_time"] = Minute(EditedAt),
            ["created_by"] = new JsonObject { ["object"] = "user", ["id"] = "1f000000-0000-4000-8000-000000000001" },
            ["last_edited_by"] = new JsonObject
            {
                ["object"] = "user",
                ["id"] = "1f000000-0000-4000-8000-000000000001",
            },
            ["cover"] = null,
            ["icon"] = null,
            ["parent"] = new JsonObject
            {
                ["type"] = "data_source_id",
                ["data_source_id"] = table.Id,
                ["database_id"] = table.DatabaseId,
            },
            ["in_trash"] = InTrash,
            ["is_archived"] = false,
            ["is_locked"] = false,
            ["properties"] = properties,
            ["url"] = $"https://app.notion.com/p/{Id.Replace("-", "", StringComparison.Ordinal)}",
            ["public_url"] = null,
            ["archived"] = InTrash,
        };
    }

    private JsonObject Shown(string name, JsonObject definition)
    {
        var type = (string)definition["type"]!;
        var value = ShownValues.GetValueOrDefault(name) ?? Values.GetValueOrDefault(name);
        var shown = new JsonObject { ["id"] = definition["id"]!.DeepClone(), ["type"] = type };
        if (type is "title" or "rich_text" or "people" or "relation")
        {
            var all = value as JsonArray ?? [];
            shown[type] = new JsonArray([.. all.Take(MostShown).Select(one => one!.DeepClone())]);
            if (type == "relation")
                shown["has_more"] = all.Count > MostShown;
        }
        else
            shown[type] = value?.DeepClone();
        return shown;
    }

    internal static string Minute(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:00.000'Z'", CultureInfo.InvariantCulture);
}
