using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>Notion's API as far as data sources go: sharing, queries with their limits, long properties, trash and tokens.</summary>
public sealed class NotionSimulation(TimeProvider clock) : ISimulatedProvider, IDemonstrated
{
    public const string Version = "2026-03-11";

    private readonly Lock _gate = new();
    private int _numbers;

    public string Name => "notion";

    public NotionConsent Consent { get; } = new();

    public List<NotionTable> Tables { get; } = [];

    /// <summary>Ids of data sources that nobody shared with the integration.</summary>
    public HashSet<string> Unshared { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages after which a query ends as if there were no more.</summary>
    public int MostRows { get; set; } = 10_000;

    /// <summary>More pages at once than this take too long; null for none.</summary>
    public int? MostAtOnce { get; set; }

    /// <summary>Which generation of cursors is understood; older ones are refused.</summary>
    public int CursorGeneration { get; set; }

    public NotionTable CreateTable(string title)
    {
        lock (_gate)
        {
            var table = new NotionTable(NextId(), NextId(), title);
            Tables.Add(table);
            return table;
        }
    }

    /// <param name="at">When it is written; now where it is null.</param>
    public NotionPage CreatePage(NotionTable table, string title, DateTimeOffset? at = null)
    {
        lock (_gate)
        {
            var page = new NotionPage(NextId(), at ?? clock.GetUtcNow()).Set("Name", NotionPage.RichText(title));
            table.Pages.Add(page);
            return page;
        }
    }

    /// <summary>Changes a page as a person does.</summary>
    public void Edit(NotionPage page, Action<NotionPage> change)
    {
        lock (_gate)
        {
            change(page);
            page.EditedAt = clock.GetUtcNow();
        }
    }

    public IReadOnlyList<JsonObject> Demonstrate() => [NotionScenario.Demonstrate(this, clock.GetUtcNow())];

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        lock (_gate)
        {
            if (Consent.Answer(request) is { } answer)
                return answer;
            if (!Consent.Knows(request.Header("Authorization")))
                return NotionErrors.Answer(401, "unauthorized", "API token is invalid.");
            if (request.Header("Notion-Version") is not { } version)
                return NotionErrors.Answer(400, "missing_version", "Notion-Version header should be defined.");
            if (version != Version)
                return NotionErrors.Answer(400, "validation_error", "Notion-Version header is not known here.");
            return Api(request);
        }
    }

    private SimulatedAnswer Api(SimulatedRequest request) =>
        (request.Method, request.Path.Trim('/').Split('/')) switch
        {
            ("GET", ["v1", "users", "me"]) => new() { Json = Bot() },
            ("POST", ["v1", "search"]) => List(
                request,
                Shared().Select(table => table.Describe()).ToList(),
                "page_or_data_source"
            ),
            ("GET", ["v1", "databases", var id]) => Database(id),
            ("GET", ["v1", "data_sources", var id]) => Find(id) is { } table
                ? new() { Json = table.Describe() }
                : Missing(),
            ("POST", ["v1", "data_sources", var id, "query"]) => Find(id) is { } table
                ? Query(request, table)
                : Missing(),
            ("GET", ["v1", "pages", var id, "markdown"]) => Page(id) is { } found
                ? new()
                {
                    Json = new JsonObject
                    {
                        ["object"] = "page_markdown",
                        ["id"] = id,
                        ["markdown"] = found.Page.Markdown,
                        ["truncated"] = false,
                        ["unknown_block_ids"] = new JsonArray(),
                    },
                }
                : Missing(),
            ("GET", ["v1", "pages", var id, "properties", var property]) => Page(id) is { } found
                ? Property(request, found.Table, found.Page, property)
                : Missing(),
            _ => NotionErrors.Answer(400, "invalid_request_url", "Invalid request URL."),
        };

    private SimulatedAnswer Database(string id)
    {
        var sources = Shared().Where(table => table.DatabaseId == id).ToList();
        return sources.Count == 0
            ? Missing()
            : new()
            {
                Json = new JsonObject
                {
                    ["object"] = "database",
                    ["id"] = id,
                    ["title"] = NotionPage.RichText(sources[0].Title),
                    ["data_sources"] = new JsonArray([
                        .. sources.Select(one => new JsonObject { ["id"] = one.Id, ["name"] = one.Title }),
                    ]),
                    ["in_trash"] = false,
                },
            };
    }

    private SimulatedAnswer Query(SimulatedRequest request, NotionTable table)
    {
        var body = JsonSerializer.Deserialize<JsonObject>(request.Body)!;
        if (MostAtOnce is { } most && (int?)body["page_size"] > most)
            return NotionErrors.Answer(504, "gateway_timeout", "Notion timed out.");
        var stamp = (string?)body["sorts"]?[0]?["timestamp"] ?? "created_time";
        var pages = table.Pages.Where(page => page.InTrash == ((bool?)body["in_trash"] ?? false));
        if (body["filter"] is JsonObject filter)
        {
            var of = (string)filter["timestamp"]!;
            var from = DateTimeOffset.Parse((string)filter[of]!["on_or_after"]!, CultureInfo.InvariantCulture);
            pages = pages.Where(page => Stamp(page, of) >= from);
        }
        return List(
            request,
            pages
                .OrderBy(page => Stamp(page, stamp))
                .ThenBy(page => page.Id, StringComparer.Ordinal)
                .Select(page => page.Describe(table))
                .ToList(),
            "page_or_data_source"
        );
    }

    /// <summary>One page of a list; a cursor is a place in a generation.</summary>
    private SimulatedAnswer List(SimulatedRequest request, List<JsonObject> all, string type)
    {
        var body = request.Body.Length == 0 ? [] : JsonSerializer.Deserialize<JsonObject>(request.Body)!;
        var size = Math.Min((int?)body["page_size"] ?? (int?)request.Query.Number("page_size") ?? 100, 100);
        var from = 0;
        if (((string?)body["start_cursor"] ?? request.Query["start_cursor"]) is { } cursor)
        {
            var parts = cursor.Split('.');
            if (parts.Length != 2 || parts[0] != $"{CursorGeneration}")
                return NotionErrors.Answer(400, "validation_error", "The start_cursor provided is invalid.");
            from = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }
        var reachable = Math.Min(all.Count, MostRows);
        var page = all.Take(reachable).Skip(from).Take(size).ToList();
        var more = from + page.Count < reachable;
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["results"] = new JsonArray([.. page]),
            ["next_cursor"] = more ? $"{CursorGeneration}.{from + page.Count}" : null,
            ["has_more"] = more,
            ["type"] = type,
        };
        if (!more && all.Count > reachable)
            answer["request_status"] = new JsonObject
            {
                ["type"] = "incomplete",
                ["incomplete_reason"] = "query_result_limit_reached",
            };
        return new() { Json = answer };
    }

    private SimulatedAnswer Property(SimulatedRequest request, NotionTable table, NotionPage page, string id)
    {
        var (name, definition) = table.Properties.FirstOrDefault(one =>
            Uri.UnescapeDataString((string)one.Value!["id"]!) == Uri.UnescapeDataString(id)
        );
        if (definition is null)
            return Missing();
        var type = (string)definition["type"]!;
        var value = page.Values.GetValueOrDefault(name);
        if (type is not ("title" or "rich_text" or "people" or "relation" or "rollup"))
            return new()
            {
                Json = new JsonObject
                {
                    ["object"] = "property_item",
                    ["id"] = id,
                    ["type"] = type,
                    [type] = value?.DeepClone(),
                },
            };
        var items = type == "rollup" ? [] : value as JsonArray ?? [];
        var answer = List(
            request,
            [
                .. items.Select(item => new JsonObject
                {
                    ["object"] = "property_item",
                    ["id"] = id,
                    ["type"] = type,
                    [type] = item!.DeepClone(),
                }),
            ],
            "property_item"
        );
        if (answer.Json is JsonObject list)
            list["property_item"] = new JsonObject
            {
                ["id"] = id,
                ["type"] = type,
                ["next_url"] = null,
                [type] = type == "rollup" ? value?.DeepClone() : new JsonObject(),
            };
        return answer;
    }

    private static JsonObject Bot() =>
        new()
        {
            ["object"] = "user",
            ["id"] = "3f000000-0000-4000-8000-000000000001",
            ["name"] = "Nexus",
            ["type"] = "bot",
            ["bot"] = new JsonObject { ["workspace_name"] = "Sample firm" },
        };

    private IEnumerable<NotionTable> Shared() => Tables.Where(table => !Unshared.Contains(table.Id));

    private NotionTable? Find(string id) => Shared().FirstOrDefault(table => table.Id == id);

    private (NotionTable Table, NotionPage Page)? Page(string id)
    {
        foreach (var table in Shared())
        {
            if (table.Pages.Find(one => one.Id == id) is { } page)
                return (table, page);
        }
        return null;
    }

    private static DateTimeOffset Stamp(NotionPage page, string stamp)
    {
        var at = stamp == "created_time" ? page.CreatedAt : page.EditedAt;
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
    }

    private static SimulatedAnswer Missing() =>
        NotionErrors.Answer(
            404,
            "object_not_found",
            "Could not find it. Make sure the relevant pages and databases are shared with your integration."
        );

    private string NextId() => $"{++_numbers:x8}-0000-4000-8000-000000000000";
}
