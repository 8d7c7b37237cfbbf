using System.Globalization;
using System.Text;

namespace Nexus.Host.Cli.Demo;

/// <summary>What a person would upload: a year of advertising costs by day and campaign, as exports write them.</summary>
internal static class DemoFile
{
    private const int Days = 365;

    private static readonly (string Name, int Cents, int Clicks)[] Campaigns =
    [
        ("Brand search", 12_500, 240),
        ("Spring offer", 8_900, 110),
        ("Newsletter", 3_100, 95),
        ("Partners", 6_400, 60),
    ];

    /// <param name="today">Its last day is the one before.</param>
    public static byte[] Write(DateOnly today)
    {
        var text = new StringBuilder("Date,Campaign,Cost,Clicks\n");
        for (var day = today.AddDays(-Days); day < today; day = day.AddDays(1))
        {
            foreach (var (name, cents, clicks) in Campaigns)
            {
                // Weekends are quieter, and every year grows towards its end: the same numbers on every run.
                var week = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 6 : 10;
                var share = (week * (100 + (day.DayOfYear / 5) + (day.Day * 7 % 13))) / 10m;
                var cost = Math.Round(cents * share / 10_000m, 2);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{day:yyyy-MM-dd},{name},{cost:0.00},{(int)(clicks * share / 100m)}\n"
                );
            }
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
