using System.Text;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>Takes files through scan, detection, plan and reading as an import does.</summary>
internal static class CsvRun
{
    public static readonly CsvFiles Files = new(ImportLimits.Standard);

    public static readonly CsvWorkspace Berlin = new("Europe/Berlin", "EUR");

    private static readonly Dictionary<string, MetricDefinition> Known = new[]
    {
        Define("finance.revenue", MetricUnit.Money, MetricAggregation.Sum),
        Define("finance.costs", MetricUnit.Money, MetricAggregation.Sum),
        Define("finance.cash_balance", MetricUnit.Money, MetricAggregation.Last),
        Define("ads.spend", MetricUnit.Money, MetricAggregation.Sum),
        Define("ads.impressions", MetricUnit.Count, MetricAggregation.Sum),
        Define("ads.clicks", MetricUnit.Count, MetricAggregation.Sum),
        Define("ads.conversions", MetricUnit.Count, MetricAggregation.Sum),
        Define("ads.ctr", MetricUnit.Percent, MetricAggregation.Ratio),
        Define("operations.service_uptime", MetricUnit.Percent, MetricAggregation.None),
    }.ToDictionary(metric => metric.Key);

    public static MetricDefinition? Metric(string key) => Known.GetValueOrDefault(key);

    public static CsvFileFacts Scan(ReadOnlySpan<byte> bytes)
    {
        var scan = Files.BeginScan();
        scan.Append(bytes);
        return scan.Complete();
    }

    public static Task<CsvDetection> DetectAsync(string text, ImportMapping? given = null) =>
        DetectAsync(Encoding.UTF8.GetBytes(text), given);

    public static Task<CsvDetection> DetectAsync(byte[] bytes, ImportMapping? given = null) =>
        Files.DetectAsync(new TrickleStream(bytes), Scan(bytes), given, CancellationToken.None);

    public static async Task<CsvFileException> RefusedAsync(byte[] bytes, ImportMapping? given = null) =>
        await Assert.ThrowsAsync<CsvFileException>(() => DetectAsync(bytes, given));

    public static async Task<CsvPlan> PlanAsync(string text, ImportMapping mapping, CsvWorkspace? workspace = null) =>
        Files.Plan(await DetectAsync(text, mapping), mapping, workspace ?? Berlin, Metric);

    public static async Task<IReadOnlyList<CsvMappingProblem>> ProblemsAsync(string text, ImportMapping mapping) =>
        (await Assert.ThrowsAsync<CsvMappingException>(() => PlanAsync(text, mapping))).Problems;

    public static Task<CsvReading> ReadAsync(string text, ImportMapping mapping, CsvWorkspace? workspace = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), mapping, workspace);

    public static async Task<CsvReading> ReadAsync(byte[] bytes, ImportMapping mapping, CsvWorkspace? workspace = null)
    {
        var detection = await DetectAsync(bytes, mapping);
        var plan = Files.Plan(detection, mapping, workspace ?? Berlin, Metric);
        var series = new List<SeriesKey>();
        var points = new List<CsvPoint>();
        var errors = new List<RowError>();
        long rows = 0;
        await foreach (var batch in Files.ReadAsync(new TrickleStream(bytes), plan, CancellationToken.None))
        {
            series.AddRange(batch.Points.NewSeries);
            points.AddRange(batch.Points.Points.Select(p => new CsvPoint(series[p.Series], p.At, p.Value, p.Line)));
            errors.AddRange(batch.Errors);
            rows += batch.Rows;
        }
        return new(points, errors, rows);
    }

    /// <summary>A mapping of one value column, with a money metric unless said otherwise.</summary>
    public static ImportMapping Wide(string date, string value, string metric = "finance.revenue") =>
        new() { Date = new DateMapping(date), Values = [new ValueMapping { Column = value, Metric = metric }] };

    private static MetricDefinition Define(string key, MetricUnit unit, MetricAggregation aggregation) =>
        new(key, key, unit, aggregation, MetricDirection.Good, "test", "", []);
}

internal sealed record CsvPoint(SeriesKey Series, DateTime At, decimal Value, long Line)
{
    public DateOnly Day => DateOnly.FromDateTime(At);
}

internal sealed record CsvReading(IReadOnlyList<CsvPoint> Points, IReadOnlyList<RowError> Errors, long Rows)
{
    public decimal Sum(string metric) => Points.Where(point => point.Series.Metric == metric).Sum(point => point.Value);
}
