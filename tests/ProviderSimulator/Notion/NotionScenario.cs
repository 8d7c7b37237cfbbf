using System.Globalization;
using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>Objectives of a made-up firm, and notes on what happened to it.</summary>
public static class NotionScenario
{
    private static readonly (
        string Title,
        string Status,
        decimal Current,
        decimal Target,
        int Due,
        string Owner
    )[] Goals =
    [
        ("Ten reference customers", "On track", 7, 10, 40, "Sales"),
        ("Answer support within two hours", "At risk", 30, 100, 12, "Support"),
        ("Launch the mobile app", "On track", 64, 100, 25, "Product"),
        ("Halve the time to first value", "Done", 50, 50, -9, "Product"),
        ("Certificate for information security", "Not started", 0, 1, 90, "Operations"),
        ("Monthly recurring revenue of 100,000", "At risk", 61_500, 100_000, -3, "Sales"),
    ];

    private static readonly (string Title, string Text, int DaysAgo)[] Notes =
    [
        ("Spring campaign begins", "Search and social, four weeks.", 84),
        ("Prices raised", "New plans for new customers; everyone else keeps theirs.", 58),
        ("Outage of the payment page", "Two hours in the evening. Cards were declined.", 31),
        ("Version 4 released", "With the calendar that many asked for.", 17),
        ("Trade fair", "Three days, 140 conversations.", 6),
    ];

    /// <summary>Objectives that are measured against targets.</summary>
    public static NotionTable Objectives(NotionSimulation notion, DateTimeOffset now)
    {
        var table = notion
            .CreateTable("Company objectives")
            .AddProperty("Current", "number", "cu%3Ar", new() { ["format"] = "number" })
            .AddProperty("Target", "number", "tArg", new() { ["format"] = "number" })
            .AddStatus("Status", "%3BsT%7C", ["Not started"], ["On track", "At risk"], ["Done"])
            .AddProperty("Due", "date", "dUe1")
            .AddProperty("Team", "select", "tEam");
        foreach (var (goal, at) in Goals.Select((goal, at) => (goal, at)))
            notion
                .CreatePage(table, goal.Title, now.AddDays(-60).AddHours(at))
                .Set("Current", goal.Current)
                .Set("Target", goal.Target)
                .Set("Status", new JsonObject { ["id"] = $"opt-{goal.Status}", ["name"] = goal.Status })
                .Set("Due", NotionPage.Date(Day(now.AddDays(goal.Due))))
                .Set("Team", new JsonObject { ["name"] = goal.Owner });
        return table;
    }

    /// <summary>Notes with a day and a text.</summary>
    public static NotionTable Diary(NotionSimulation notion, DateTimeOffset now)
    {
        var table = notion.CreateTable("What happened").AddProperty("Day", "date", "dAy_");
        foreach (var (title, text, ago) in Notes)
        {
            var page = notion.CreatePage(table, title, now.AddDays(-ago).AddHours(2));
            page.Set("Day", NotionPage.Date(Day(now.AddDays(-ago)))).Markdown = text;
        }
        return table;
    }

    internal static JsonObject Demonstrate(NotionSimulation notion, DateTimeOffset now)
    {
        var (objectives, diary) = (Objectives(notion, now), Diary(notion, now));
        return new()
        {
            ["provider"] = notion.Name,
            ["name"] = "Notion",
            ["credentials"] = new JsonObject { ["accessToken"] = notion.Consent.CreateToken() },
            ["settings"] = new JsonObject
            {
                ["objectives"] = objectives.Id,
                ["progress"] = "Current",
                ["target"] = "Target",
                ["status"] = "Status",
                ["atRisk"] = new JsonArray("At risk"),
                ["due"] = "Due",
                ["owner"] = "Team",
                ["notes"] = diary.Id,
                ["noteDate"] = "Day",
            },
        };
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
