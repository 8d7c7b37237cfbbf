using System.Globalization;

namespace Nexus.Benchmarks.Query;

/// <summary>Who looks at what, the same in every run: workspaces come up as often as they are large.</summary>
internal sealed class Dashboard(IReadOnlyList<FilledWorkspace> workspaces, DateOnly today)
{
    public const int LineDays = 90;
    public const int TileDays = 30;

    private readonly Random _random = new(7);

    public DateOnly Today => today;

    /// <summary>The query of a range that ends yesterday.</summary>
    public string Range(int days) => $"from={Text(today.AddDays(-days))}&to={Text(today)}";

    /// <summary>The tiles of a dashboard: all metrics over 30 days, beside the 30 days before.</summary>
    public object Tiles() =>
        new
        {
            tiles = PointFixture.Metrics.Select(metric => new
            {
                metric,
                from = Text(today.AddDays(-TileDays)),
                to = Text(today),
                bucket = "day",
                compare = "previous",
            }),
        };

    /// <summary>A line by day that ends yesterday.</summary>
    public ISeriesQuestion Line(string metric, string? groupBy) =>
        new LineQuestion(metric, Text(today.AddDays(-LineDays)), Text(today), groupBy);

    /// <summary>As <see cref="Tiles"/>.</summary>
    public ISeriesQuestion TilesInProcess() => new TilesQuestion(Text(today.AddDays(-TileDays)), Text(today));

    public string NextMetric() => PointFixture.Metrics[_random.Next(PointFixture.Metrics.Count)];

    public FilledWorkspace NextWorkspace()
    {
        var at = _random.NextDouble() * Enumerable.Range(1, workspaces.Count).Sum(k => 1.0 / k);
        for (var k = 1; k < workspaces.Count; k++)
        {
            at -= 1.0 / k;
            if (at < 0)
                return workspaces[k - 1];
        }
        return workspaces[^1];
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
