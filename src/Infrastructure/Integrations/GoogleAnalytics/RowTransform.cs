using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Maps one row of a report to points.</summary>
internal static class RowTransform
{
    private static readonly (string Name, Func<JsonElement, bool> Holds)[] Qualities =
    [
        ("sampled", metadata => metadata.Items("samplingMetadatas").Any()),
        ("thresholded", metadata => metadata.Flag("subjectToThresholding")),
        ("other_row", metadata => metadata.Flag("dataLossFromOtherRow")),
    ];

    /// <exception cref="RawDataException">The row lacks its period, or a value cannot be read.</exception>
    public static Transformed Points(RawData data)
    {
        var report = AnalyticsReport.Get(data.Stream);
        var row = ReportRow.Of(data);
        var metadata = row.Metadata ?? default;
        var start = PeriodOf(report, row.Dimensions.GetValueOrDefault(report.Period, ""));
        var isFinal = AnalyticsWindow.IsFinal(report, start, Today(metadata, data.FetchedAt));
        var dimensions = DimensionSet.Of(
            report.Dimensions.Select(one =>
                KeyValuePair.Create(one.Name, row.Dimensions.GetValueOrDefault(one.Api, ""))
            )
        );
        var note = Note(metadata);
        var points =
            from one in Values(report, row)
            let currency = MetricCatalog.IsMoney(one.Metric) ? CurrencyOf(metadata) : ""
            let series = new SeriesKey(one.Metric, report.Grain, currency, dimensions)
            select new KpiData(series, Periods.Stored(start), one.Value, isFinal, note.DeepClone().AsObject());
        return new([.. points], []) { UnknownFields = row.Unknown };
    }

    /// <summary>The day on which a report was made, as the property counts days.</summary>
    /// <param name="of">What Google says of the report or of the property.</param>
    /// <exception cref="RawDataException">The zone is none.</exception>
    public static DateOnly Today(JsonElement of, DateTimeOffset asked) =>
        Periods.CalendarOf(of.Text("timeZone"))?.DateOf(asked)
        ?? throw new RawDataException("field_missing", "metadata.timeZone", "The report names no known time zone.");

    private static IEnumerable<(decimal Value, string Metric)> Values(AnalyticsReport report, ReportRow row)
    {
        foreach (var metric in report.Metrics)
        {
            if (metric.Name is not { } name || Value(metric.Api) is not { } value)
                continue;
            if (metric.PerSession is not { } places)
                yield return (value, name);
            else if (Value("sessions") is { } sessions)
                yield return (Math.Round(value * sessions, places), name);
        }

        // Null where the property does not have the metric.
        decimal? Value(string api) =>
            row.Metrics.TryGetValue(api, out var text)
                ? JsonFields.NumberOf(text, $"metrics.{api}") * Unit(row.Types.GetValueOrDefault(api))
                : null;
    }

    /// <summary>Durations come in whatever unit Google says; they are kept in seconds.</summary>
    private static decimal Unit(string? type) =>
        type switch
        {
            "TYPE_MILLISECONDS" => 0.001m,
            "TYPE_MINUTES" => 60m,
            "TYPE_HOURS" => 3600m,
            _ => 1m,
        };

    /// <remarks>Google puts <c>(other)</c> there where a report has too many rows.</remarks>
    private static DateOnly PeriodOf(AnalyticsReport report, string text)
    {
        var start = report.Grain switch
        {
            Granularity.Week => Week(text),
            Granularity.Month => DayText.Read(text + "01", DayText.Compact),
            _ => DayText.Read(text, DayText.Compact),
        };
        return start
            ?? throw new RawDataException(
                "date_unreadable",
                $"dimensions.{report.Period}",
                "The row names no period that could be read."
            );

        // Year and week, such as 202609.
        static DateOnly? Week(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 2000_00 and < 9999_00
            && number % 100 is >= 1 and var week
            && week <= ISOWeek.GetWeeksInYear(number / 100)
                ? DateOnly.FromDateTime(ISOWeek.ToDateTime(number / 100, week, DayOfWeek.Monday))
                : null;
    }

    private static string CurrencyOf(JsonElement metadata) =>
        metadata.Text("currencyCode") is { Length: 3 } code
            ? code
            : throw new RawDataException("field_missing", "metadata.currencyCode", "Money came without its currency.");

    /// <summary>What a reader should know: whose days these are, and what Google held back or estimated.</summary>
    private static JsonObject Note(JsonElement metadata)
    {
        var note = new JsonObject { ["timeZone"] = metadata.Text("timeZone") };
        var sample = metadata.Items("samplingMetadatas").FirstOrDefault();
        if (sample.Number("samplesReadCount") is { } read && sample.Number("samplingSpaceSize") is > 0 and { } space)
            note["sampledShare"] = Math.Round(read / space, 6);
        var quality = Qualities.Where(one => one.Holds(metadata)).Select(one => JsonValue.Create(one.Name)).ToArray();
        if (quality.Length > 0)
            note["quality"] = new JsonArray(quality);
        return note;
    }
}
