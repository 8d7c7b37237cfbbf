namespace Nexus.Host.Pages.Dashboards;

/// <summary>The words for periods and comparisons.</summary>
internal static class PeriodNames
{
    public static IReadOnlyList<(string Key, string Short, string Long)> Periods { get; } =
    [
        ("7d", "7d", "Last 7 days"),
        ("28d", "28d", "Last 28 days"),
        ("30d", "30d", "Last 30 days"),
        ("90d", "90d", "Last 90 days"),
        ("month", "Month", "This month to date"),
        ("quarter", "Quarter", "This quarter to date"),
        ("year", "Year", "This year to date"),
    ];

    public static IReadOnlyList<(string Key, string Name)> Comparisons { get; } =
    [
        ("previous", "Previous period"),
        ("28d", "Previous 28 days"),
        ("year", "Same days last year"),
        ("none", "No comparison"),
    ];

    /// <summary>For a sentence: <c>compared with …</c>.</summary>
    public static string Against(string compare) =>
        compare switch
        {
            "previous" => "compared with the previous period",
            "28d" => "compared with the same weekdays before",
            "year" => "compared with last year",
            _ => "not compared",
        };

    /// <summary>For a legend beside "This period".</summary>
    public static string Legend(string compare) =>
        compare switch
        {
            "28d" => "Same weekdays before",
            "year" => "Last year",
            _ => "Previous period",
        };
}
