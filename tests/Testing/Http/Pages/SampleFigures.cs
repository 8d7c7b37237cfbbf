using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Nexus.Testing.Http.Pages;

/// <summary>Four files with four months of made-up figures, the same for the same day, imported as a person would.</summary>
public static class SampleFigures
{
    private const int Days = 130;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <param name="http">Sends the workspace's key.</param>
    /// <param name="today">The last day that has figures.</param>
    public static async Task ImportAsync(HttpClient http, DateOnly today)
    {
        await ImportAsync(
            http,
            "Bookkeeping",
            Rows(today, "Date,Account,Revenue,Costs", ["Subscriptions", "Services", "Shop"], Books),
            """
            {"date": {"column": "Date"},
             "values": [{"column": "Revenue", "metric": "finance.revenue", "currency": "USD"},
                        {"column": "Costs", "metric": "finance.costs", "currency": "USD"}],
             "dimensions": [{"column": "Account", "name": "account"}]}
            """
        );
        await ImportAsync(
            http,
            "Website",
            Rows(
                today,
                "Date,Channel,Sessions,Engaged,New",
                ["Organic search", "Paid search", "Email", "Partners", "Direct", "Social"],
                Visits
            ),
            """
            {"date": {"column": "Date"},
             "values": [{"column": "Sessions", "metric": "web.sessions"},
                        {"column": "Engaged", "metric": "web.engaged_sessions"},
                        {"column": "New", "metric": "web.new_users"}],
             "dimensions": [{"column": "Channel", "name": "channel"}]}
            """
        );
        await ImportAsync(
            http,
            "Advertising",
            Rows(today, "Date,Campaign,Cost,Clicks,Shown", ["Spring", "Brand", "Retargeting"], Campaigns),
            """
            {"date": {"column": "Date"},
             "values": [{"column": "Cost", "metric": "ads.spend", "currency": "USD"},
                        {"column": "Clicks", "metric": "ads.clicks"},
                        {"column": "Shown", "metric": "ads.impressions"}],
             "dimensions": [{"column": "Campaign", "name": "campaign"}]}
            """
        );
        await ImportAsync(
            http,
            "Operations",
            Rows(today, "Date,Cash,Customers,Joined,Score,Open,Uptime", [""], Totals),
            """
            {"date": {"column": "Date"},
             "values": [{"column": "Cash", "metric": "finance.cash_balance", "currency": "USD"},
                        {"column": "Customers", "metric": "customers.active"},
                        {"column": "Joined", "metric": "customers.new"},
                        {"column": "Score", "metric": "security.score"},
                        {"column": "Open", "metric": "security.vulnerabilities"},
                        {"column": "Uptime", "metric": "operations.service_uptime"}]}
            """
        );
    }

    private static string Rows(DateOnly today, string header, string[] parts, Func<int, int, decimal[]> values)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var day = Days - 1; day >= 0; day--)
        {
            for (var part = 0; part < parts.Length; part++)
            {
                var date = today.AddDays(-day);
                text.Append(date.ToString("yyyy-MM-dd", Culture));
                if (parts[part].Length > 0)
                    text.Append(',').Append(parts[part]);
                foreach (var value in values(date.DayNumber, part))
                    text.Append(',').Append(value.ToString("0.##", Culture));
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    private static decimal[] Books(int day, int part)
    {
        var revenue = Week(day) * Wave(day, part) * (6000 - (1700 * part));
        return [revenue, revenue * (0.62m + (0.05m * part))];
    }

    private static decimal[] Visits(int day, int part)
    {
        var sessions = Math.Round(Week(day) * Wave(day, part + 3) * (2400 - (360 * part)));
        return [sessions, Math.Round(sessions * (0.58m + (0.03m * part))), Math.Round(sessions * 0.31m)];
    }

    private static decimal[] Campaigns(int day, int part)
    {
        var cost = Wave(day, part + 9) * (420 - (110 * part));
        return [cost, Math.Round(cost / (0.7m + (0.1m * part))), Math.Round(cost * 38)];
    }

    private static decimal[] Totals(int day, int part) =>
        [
            410_000 + (Trend(day) * 900) + part,
            1_900 + Trend(day) * 3,
            Math.Round(18 * Week(day) * Wave(day, 5)),
            78 + (day % 9),
            24 - (day % 7),
            99.9m + (day % 10 / 100m),
        ];

    private static decimal Trend(int day) => day % 400;

    private static decimal Week(int day) => (day % 7) is 6 or 0 ? 0.62m : 1m;

    /// <summary>Between 0.85 and 1.15, and never the same for two parts.</summary>
    private static decimal Wave(int day, int part) =>
        1m + (0.11m * (decimal)Math.Sin((day + (11 * part)) / 6.1)) + (0.04m * (((day * 31) + part) % 5 - 2) / 2);

    /// <summary>Imports a file of its own data set.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="mapping">What its columns hold, in JSON.</param>
    public static async Task ImportAsync(HttpClient http, string name, string csv, string mapping)
    {
        using var form = new MultipartFormDataContent
        {
            {
                new ByteArrayContent(Encoding.UTF8.GetBytes(csv)),
                "file",
                $"{name.ToLowerInvariant().Replace(' ', '-')}.csv"
            },
            { new StringContent(mapping), "mapping" },
            { new StringContent(name), "dataset" },
            { new StringContent("true"), "commit" },
        };
        using var answer = await http.PostAsync("/api/v1/imports", form);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.IsSuccessStatusCode || body.GetProperty("status").GetString() != "committed")
            throw new InvalidOperationException($"{name} was not imported: {body}");
    }
}
