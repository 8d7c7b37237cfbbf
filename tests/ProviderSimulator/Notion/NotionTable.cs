using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>A data source: its properties, and the pages in it.</summary>
/// <param name="Id">With hyphens, as Notion writes ids.</param>
/// <param name="DatabaseId">The database around it, whose address people know.</param>
public sealed record NotionTable(string Id, string DatabaseId, string Title)
{
    /// <summary>By name; each with its id, its type, and what belongs to the type.</summary>
    public JsonObject Properties { get; } = new() { ["Name"] = Property("title", "title", "Name", new JsonObject()) };

    public List<NotionPage> Pages { get; } = [];

    /// <param name="id">As Notion writes it, percent-encoded.</param>
    /// <param name="options">What belongs to the type, such as <c>{"format": "percent"}</c> of a number.</param>
    public NotionTable AddProperty(string name, string type, string id, JsonObject? options = null)
    {
        Properties[name] = Property(id, type, name, options ?? []);
        return this;
    }

    /// <summary>A status with Notion's three groups.</summary>
    public NotionTable AddStatus(
        string name,
        string id,
        IEnumerable<string> toDo,
        IEnumerable<string> doing,
        IEnumerable<string> complete
    )
    {
        var (options, groups) = (new JsonArray(), new JsonArray());
        foreach (var (group, names) in new[] { ("To-do", toDo), ("In progress", doing), ("Complete", complete) })
        {
            var ids = new JsonArray();
            foreach (var option in names)
            {
                options.Add(
                    new JsonObject
                    {
                        ["id"] = $"opt-{option}",
                        ["name"] = option,
                        ["color"] = "default",
                    }
                );
                ids.Add($"opt-{option}");
            }
            groups.Add(
                new JsonObject
                {
                    ["id"] = $"group-{group}",
                    ["name"] = group,
                    ["option_ids"] = ids,
                }
            );
        }
        return AddProperty(name, "status", id, new() { ["options"] = options, ["groups"] = groups });
    }

    /// <summary>Gives a property another name, as people do; its id and its values stay.</summary>
    public void Rename(string name, string to)
    {
        var property = Properties[name]!.DeepClone().AsObject();
        property["name"] = to;
        Properties.Remove(name);
        Properties[to] = property;
        foreach (var page in Pages.Where(page => page.Values.ContainsKey(name)))
        {
            page.Values[to] = page.Values[name];
            page.Values.Remove(name);
        }
    }

    public void Remove(string name) => Properties.Remove(name);

    public JsonObject Describe() =>
        new()
        {
            ["object"] = "data_source",
            ["id"] = Id,
            ["title"] = NotionPage.RichText(Title),
            ["description"] = new JsonArray(),
            ["properties"] = Properties.DeepClone(),
            ["parent"] = new JsonObject { ["type"] = "database_id", ["database_id"] = DatabaseId },
            ["url"] = $"https://app.notion.com/p/{DatabaseId.Replace("-", "", StringComparison.Ordinal)}",
            ["in_trash"] = false,
            ["archived"] = false,
        };

    private static JsonObject Property(string id, string type, string name, JsonObject options) =>
        new()
        {
            ["id"] = id,
            ["name"] = name,
            ["description"] = null,
            ["type"] = type,
            [type] = options,
        };
}
