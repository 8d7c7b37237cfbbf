using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>A tile as it is drawn: one currency chosen, numbers beside their names, and what a reader should know of them.</summary>
public sealed class BoardTile
{
    private readonly IReadOnlyList<SeriesPoint> _points;
    private readonly ComparisonAnswer? _comparison;

    private readonly string _compare;

    /// <param name="currency">The workspace's, which is shown where there are several.</param>
    /// <param name="compare">Name of the comparison.</param>
    public BoardTile(TileData data, string? currency, string compare = "previous")
    {
        _compare = compare;
        Data = data;
        var series = data.Series;
        var one = series?.Currencies is { Count: > 0 } several
            ? several.FirstOrDefault(part => part.Currency == currency) ?? several[0]
            : null;
        _points = one?.Points ?? series?.Points ?? [];
        _comparison = one is null ? series?.Comparison : one.Comparison;
        Currency = one?.Currency ?? series?.Currency;
        OtherCurrencies =
        [
            .. (series?.Currencies ?? [])
                .Where(part => part.Currency != Currency)
                .Select(part => Figures.Short(part.Total, Unit, part.Currency)),
        ];
        var total = one is null ? series?.Total : one.Total;
        // What is never added has no total over several days: its latest value is what people look for.
        var isLatest = total is null && data.Metric?.Aggregation == "none";
        var latest = isLatest ? _points.LastOrDefault(point => point.Value is not null) : null;
        Value = total ?? latest?.Value;
        LatestAt = latest is null ? null : Buckets.Short(latest.Start, series!.Bucket);
        Previous =
            _comparison?.Total
            ?? (isLatest ? _comparison?.Points.LastOrDefault(point => point.Value is not null)?.Value : null);
    }

    public TileData Data { get; }

    public Guid Id => Data.Tile.Id;

    public string Title =>
        Data.Tile.Title
        ?? (Data.GroupBy is { } dimension ? $"{MetricName} by {dimension.Replace('_', ' ')}" : MetricName);

    public string MetricName => Data.Metric?.Name ?? Data.Tile.Query?.Metric ?? "";

    /// <summary>Below a title that does not say it: what is split by what; null where it does, or nothing is.</summary>
    public string? Split =>
        Data.GroupBy is { } dimension && Data.Tile.Title is not null
            ? $"{MetricName} by {dimension.Replace('_', ' ')}"
            : null;

    public MetricUnit Unit =>
        Enum.TryParse<MetricUnit>(Data.Metric?.Unit, ignoreCase: true, out var unit) ? unit : MetricUnit.Number;

    public MetricDirection Direction =>
        Enum.TryParse<MetricDirection>(Data.Metric?.Direction, ignoreCase: true, out var direction)
            ? direction
            : MetricDirection.None;

    public string? Currency { get; }

    /// <summary>Totals in the currencies that are not drawn.</summary>
    public IReadOnlyList<string> OtherCurrencies { get; }

    public decimal? Value { get; }

    public decimal? Previous { get; }

    /// <summary>The day of the value where it is that of one day alone; null where it is of the whole period.</summary>
    public string? LatestAt { get; }

    public bool HasComparison => _comparison is not null;

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasData => _points.Any(point => point.Value is not null) || Value is not null;

    public IReadOnlyList<decimal?> Values => [.. _points.Select(point => point.Value)];

    /// <summary>As many as <see cref="Values"/>, so that both share their days.</summary>
    public IReadOnlyList<decimal?> PreviousValues =>
        _comparison is null
            ? []
            :
            [
                .. Enumerable
                    .Range(0, _points.Count)
                    .Select(at => at < _comparison.Points.Count ? _comparison.Points[at].Value : null),
            ];

    /// <summary>Where the number comes from, in a word or two.</summary>
    public string Source =>
        Data.Freshness?.Sources.Select(NameOf).Distinct().ToList() switch
        {
            null or [] => "",
            [var only] => only,
            var several => $"{several.Count} sources",
        };

    /// <summary>What the sources say about their data, in words.</summary>
    public IReadOnlyList<string> Notes =>
        [
            .. Data.Quality.Select(note =>
                note switch
                {
                    "sampled" => "The source estimated this from a sample.",
                    "thresholded" => "The source held small numbers back to protect people's privacy.",
                    "other_row" => "The source lumped rare values together.",
                    _ => $"The source says: {note}.",
                }
            ),
            .. Data.Series?.Notes ?? [],
            .. Data.OtherCurrencies.Count > 0
                ?
                [
                    $"In {Data.Series?.Currency} only; what is in {string.Join(", ", Data.OtherCurrencies)} stands apart, since amounts are never added across currencies.",
                ]
                : Array.Empty<string>(),
            .. HasGapsBefore
                ? ["What it is held against has data for a part of its days only."]
                : Array.Empty<string>(),
        ];

    /// <summary>Whether a tenth more of the days before is missing than of those that are shown.</summary>
    private bool HasGapsBefore =>
        _comparison is not null
        && Value is not null
        && _comparison.Points.Count(point => point.Value is null) - _points.Count(point => point.Value is null)
            > _points.Count / 10;

    /// <summary>Lines or bars over time: the metric with the period before it, or a line for each group.</summary>
    public ChartData Chart(ChartKind kind, IReadOnlyList<ChartMark> marks, bool zoom = false)
    {
        var series = Data.Series!;
        var groups = series.Groups ?? [];
        List<ChartSeries> lines =
            groups.Count > 0
                ?
                [
                    .. groups.Take(4).Select(group => new ChartSeries(Name(group.Value), Aligned(group.Points))),
                    .. Rest(series),
                ]
                :
                [
                    new ChartSeries("This period", Values),
                    .. HasComparison
                        ? [new ChartSeries(PeriodNames.Legend(_compare), PreviousValues, ChartRole.Previous)]
                        : Array.Empty<ChartSeries>(),
                ];
        var labels = _points.Select(point => Buckets.Short(point.Start, series.Bucket)).ToList();
        return new ChartData(kind, labels, lines, Unit, Currency)
        {
            Titles = [.. _points.Select(point => Buckets.Long(point.Start, series.Bucket))],
            Marks = [.. marks.Where(mark => mark.Label is null || labels.Contains(mark.Label))],
            Zoom = zoom,
        };
    }

    /// <summary>The first column, by its label; null where nothing is shown.</summary>
    public string? FirstColumn => _points.Count == 0 ? null : Buckets.Short(_points[0].Start, Data.Series!.Bucket);

    /// <summary>The column that holds a day, by its label; null where the day is not shown.</summary>
    public string? ColumnOf(DateOnly day)
    {
        var text = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var point = _points.LastOrDefault(one => string.CompareOrdinal(one.Start[..10], text) <= 0);
        return point is null ? null : Buckets.Short(point.Start, Data.Series!.Bucket);
    }

    /// <summary>Files are known by what people call them, everything else by its provider.</summary>
    private static string NameOf(FreshnessSource source) =>
        source.Provider == "csv" ? source.Name : source.ProviderName;

    public static string Name(string group) => group.Length == 0 ? "(none)" : group;

    /// <summary>What is not drawn by name, together; of groups beyond the fourth only where they add up.</summary>
    private IEnumerable<ChartSeries> Rest(SeriesAnswer series)
    {
        var beyond = series.Groups!.Skip(4).ToList();
        if (series.Other is { } other && beyond.Count == 0)
            yield return new ChartSeries("Other", Aligned(other.Points), ChartRole.Other);
        else if (beyond.Count > 0 && Data.Metric?.Aggregation is "sum" or "last")
        {
            var rest = beyond.Select(group => Aligned(group.Points)).ToList();
            if (series.Other is { } more)
                rest.Add(Aligned(more.Points));
            yield return new ChartSeries(
                "Other",
                [
                    .. Enumerable
                        .Range(0, _points.Count)
                        .Select(at => rest.Exists(line => line[at] is not null) ? rest.Sum(line => line[at]) : null),
                ],
                ChartRole.Other
            );
        }
    }

    private IReadOnlyList<decimal?> Aligned(IReadOnlyList<SeriesPoint> points) =>
        [.. Enumerable.Range(0, _points.Count).Select(at => at < points.Count ? points[at].Value : null)];
}
