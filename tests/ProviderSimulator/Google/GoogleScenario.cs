using System.Globalization;
using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Google;

/// <summary>A made-up shop's visits, and the sheet in which it keeps the rest.</summary>
public static class GoogleScenario
{
    private const int Days = 60;
    private const string SheetId = "1NexusDemoSheet0123456789abcdef";

    private static readonly string[] Channels = ["Organic Search", "Direct", "Paid Search", "Email", "Referral"];

    /// <summary>Visits of two months, fewer at weekends, of which one in twenty buys something.</summary>
    public static void Fill(AnalyticsProperty property, DateOnly today, int seed = 1)
    {
        var random = new Random(seed);
        for (var day = today.AddDays(-Days); day <= today; day = day.AddDays(1))
        {
            var visits = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 9 : 20;
            for (var i = 0; i < visits; i++)
            {
                var buys = random.Next(20) == 0;
                property.Visits.Add(
                    new(
                        day,
                        $"visitor-{random.Next(400)}",
                        Channels[random.Next(Channels.Length)],
                        Views: random.Next(1, 7),
                        Sale: buys ? 29.90m + (10 * random.Next(9)) : 0,
                        KeyEvents: buys ? ["purchase"] : [],
                        IsEngaged: random.Next(3) > 0,
                        IsNew: random.Next(3) == 0,
                        Seconds: random.Next(5, 400)
                    )
                    {
                        Device = random.Next(3) == 0 ? "desktop" : "mobile",
                    }
                );
            }
        }
    }

    /// <summary>People and their satisfaction, by month.</summary>
    public static SimulatedSpreadsheet Team(DateOnly today)
    {
        var file = new SimulatedSpreadsheet(SheetId) { Title = "Team" };
        var rows = new List<object?[]> { new object?[] { "Month", "Headcount", "Satisfaction" } };
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
        for (var i = 0; i < 12; i++)
        {
            rows.Add([Serial(month), 14 + i, 7.1 + (i % 4 / 10.0)]);
            month = month.AddMonths(1);
        }
        file.AddTab("Team", 0, [.. rows]);
        return file;
    }

    internal static IReadOnlyList<JsonObject> Demonstrate(GoogleSimulation google, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var property = google.Properties["1001"] = new AnalyticsProperty("1001")
        {
            Name = "Sample shop",
            TimeZone = "UTC",
        };
        Fill(property, today);
        google.Spreadsheets[SheetId] = Team(today);
        return
        [
            Source(
                "google-analytics",
                "Google Analytics",
                new()
                {
                    ["property"] = property.Id,
                    ["historyFrom"] = today.AddDays(-Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                }
            ),
            Source(
                "google-sheets",
                "Google Sheets",
                new()
                {
                    ["spreadsheet"] = SheetId,
                    ["layout"] = "wide",
                    ["date"] = new JsonObject { ["column"] = "Month", ["grain"] = "month" },
                    ["values"] = new JsonArray(
                        Value("Headcount", "custom.headcount", "count"),
                        Value("Satisfaction", "custom.satisfaction", "number")
                    ),
                }
            ),
        ];
    }

    private static JsonObject Source(string provider, string name, JsonObject settings) =>
        new()
        {
            ["provider"] = provider,
            ["name"] = name,
            ["credentials"] = new JsonObject(),
            ["settings"] = settings,
            ["consent"] = true,
        };

    private static JsonObject Value(string column, string metric, string unit) =>
        new()
        {
            ["column"] = column,
            ["metric"] = metric,
            ["name"] = column,
            ["unit"] = unit,
            ["aggregation"] = "last",
            ["direction"] = "good",
        };

    /// <summary>Days since the end of 1899, as sheets count them.</summary>
    private static double Serial(DateOnly day) => day.DayNumber - new DateOnly(1899, 12, 30).DayNumber;
}
