namespace Nexus.Application.Features.Kpis;

/// <summary>Writes tables as CSV that a spreadsheet opens without running anything in it.</summary>
public interface ITableWriter
{
    /// <summary>UTF-8 with a header; texts that would run as formulas are escaped, numbers stay numbers.</summary>
    byte[] Write(Table table);
}

/// <param name="Rows">Cells are text, <see cref="decimal"/>, <see cref="bool"/> or null; as many as the header has.</param>
public sealed record Table(IReadOnlyList<string> Header, IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>One row a bucket of the series, and of every group or currency.</summary>
    public static Table Of(SeriesAnswer series)
    {
        var dimension = series.Groups is [var any, ..] ? any.Key : "group";
        return new Table(
            [
                "metric",
                "unit",
                "currency",
                dimension,
                "start",
                "value",
                "final",
                "comparison_start",
                "comparison_value",
            ],
            Lines(series).SelectMany(line => RowsOf(series, line))
        );
    }

    public static Table Of(IReadOnlyList<PointView> points)
    {
        var names = points.SelectMany(point => point.Dimensions.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        return new Table(
            [
                "timestamp",
                "value",
                "metric",
                "granularity",
                "currency",
                "source",
                "connection",
                "final",
                "stored_value",
                "metadata",
                .. names,
            ],
            points.Select(point =>
                (IReadOnlyList<object?>)
                    [
                        point.Timestamp,
                        point.Value,
                        point.Metric,
                        point.Granularity,
                        point.Currency,
                        point.Source,
                        point.Connection.ToString(),
                        point.Final,
                        point.Override is null ? point.Value : point.Override.StoredValue,
                        point.Metadata?.GetRawText(),
                        .. names.Select(name => point.Dimensions.GetValueOrDefault(name)),
                    ]
            )
        );
    }

    private static IEnumerable<Line> Lines(SeriesAnswer series)
    {
        yield return new Line(series.Currency, null, series.Points, series.Comparison?.Points);
        foreach (var currency in series.Currencies ?? [])
            yield return new Line(currency.Currency, null, currency.Points, currency.Comparison?.Points);
        foreach (var group in series.Groups ?? [])
            yield return new Line(series.Currency, group.Value, group.Points, null);
        if (series.Other is { } other)
            yield return new Line(series.Currency, "(other)", other.Points, null);
    }

    private static IEnumerable<IReadOnlyList<object?>> RowsOf(SeriesAnswer series, Line line) =>
        line.Points.Select(
            (point, i) =>
                (IReadOnlyList<object?>)
                    [
                        series.Metric,
                        series.Unit,
                        line.Currency,
                        line.Group,
                        point.Start,
                        point.Value,
                        point.Final,
                        line.Compared?.ElementAtOrDefault(i)?.Start,
                        line.Compared?.ElementAtOrDefault(i)?.Value,
                    ]
        );

    private sealed record Line(
        string? Currency,
        string? Group,
        IReadOnlyList<SeriesPoint> Points,
        IReadOnlyList<SeriesPoint>? Compared
    );
}
