using System.Globalization;
using System.Text.Json;

namespace Nexus.Host.Cli.Demo;

/// <summary>A figure that the demonstration ends with.</summary>
internal sealed record DemoTile(string Title, string Metric)
{
    public static readonly IReadOnlyList<DemoTile> All =
    [
        new("Monthly recurring revenue", "revenue.mrr"),
        new("Active customers", "customers.active"),
        new("Gross volume", "revenue.gross_volume"),
        new("Net volume", "revenue.net_volume"),
        new("Failed payments", "payments.failed"),
        new("Advertising costs", "ads.spend"),
        new("Cost per click", "ads.cpc"),
        new("Visits", "web.sessions"),
        new("Objective progress", "objectives.progress"),
    ];

    /// <param name="answer">Of the query for tiles: a series, or why there is none.</param>
    public static string Text(JsonElement answer)
    {
        if (answer.TryGetProperty("problem", out var problem) && problem.ValueKind == JsonValueKind.Object)
            return problem.GetProperty("detail").GetString()!;
        var series = answer.GetProperty("series");
        return series.TryGetProperty("currencies", out var currencies) && currencies.ValueKind == JsonValueKind.Array
            ? string.Join(", ", currencies.EnumerateArray().Select(Figure))
            : Figure(series);
    }

    private static string Figure(JsonElement line)
    {
        if (line.GetProperty("total") is not { ValueKind: JsonValueKind.Number } total)
            return "no figure";
        var currency = line.GetProperty("currency").GetString();
        var format = currency is null ? "#,0.##" : "#,0.00";
        return $"{total.GetDecimal().ToString(format, CultureInfo.InvariantCulture)} {currency}".TrimEnd();
    }
}
