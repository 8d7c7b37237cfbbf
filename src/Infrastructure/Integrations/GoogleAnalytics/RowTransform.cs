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
    /// <exception cref="RawDataException">The row lacks its period, or a value cannot be read.</exception>
    public static Transformed Points(RawData data)
    {
        var report = AnalyticsReport.Get(data.Stream);
        var row = data.Payload;
        var metadata = row.Member("metadata");
        var labels = row.Member("dimensions");
        var start = PeriodOf(report, labels.Text(report.Period) ?? "");
        var zone = metadata.Text("timeZone");
        var isFinal = AnalyticsWindow.IsFinal(report, start, Today(zone, data.FetchedAt));
        var dimensions = DimensionsOf(report, labels);
        var note = Note(metadata, zone);
        var points =
            from one in Values(report, row)
            let currency = MetricCatalog.IsMoney(one.Metric) ? CurrencyOf(metadata) : ""
            let series = new SeriesKey(one.Metric, report.Grain, currency, dimensions)
            select new KpiData(series, Periods.Stored(start), one.Value, isFinal, note.DeepClone().AsObject());
        return new([.. points], []) { UnknownFields = [.. row.Items("unknown").Select(name => name.GetString()!)] };
    }

    /// <summary>The day on which a report was made, as the property counts days.</summary>
    /// <exception cref="RawDataException">The zone is none.</exception>
    public static DateOnly Today(string? zone, DateTimeOffset asked) =>
        Periods.CalendarOf(zone)?.DateOf(asked)
        ?? throw new RawDataException(
            "field_missing",
            "metadata.timeZone",
            "The report does not say whose days it counts."
        );

    private static IEnumerable<(decimal Value, string Metric)> Values(AnalyticsReport report, JsonElement row)
    {
        foreach (var (api, metric) in report.Metrics)
        {
            if (Value(api) is not { } value)
                continue;
            if (metric is not null)
                yield return (value, metric);
            else if (AnalyticsReport.BySessions.TryGetValue(api, out var whole) && Value("sessions") is { } sessions)
                // Sessions are whole; seconds are kept to the thousandth, beyond which Google's mean says nothing.
                yield return (Math.Round(value * sessions, whole == "web.session_seconds" ? 3 : 0), whole);
        }

        // Null where the property does not have the metric.
        decimal? Value(string api) =>
            row.Member("metrics").Member(api).AsNumber($"metrics.{api}") * Unit(row.Member("types").Text(api));
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

        static DateOnly? Week(string text) =>
            text.Length == 6
            && int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && int.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var week)
            && year is > 2000 and < 9999
            && week >= 1
            && week <= ISOWeek.GetWeeksInYear(year)
                ? DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday))
                : null;
    }

    private static DimensionSet DimensionsOf(AnalyticsReport report, JsonElement labels) =>
        report.Dimension is { } dimension
            ? DimensionSet.Of([KeyValuePair.Create(dimension.Name, labels.Text(dimension.Api) ?? "")])
            : DimensionSet.Empty;

    private static string CurrencyOf(JsonElement metadata) =>
        metadata.Text("currencyCode") is { Length: 3 } code
            ? code
            : throw new RawDataException("field_missing", "metadata.currencyCode", "Money came without its currency.");

    /// <summary>What a reader should know: whose days these are, and what Google held back or estimated.</summary>
    private static JsonObject Note(JsonElement metadata, string? zone)
    {
        var quality = new JsonArray();
        var note = new JsonObject { ["timeZone"] = zone };
        foreach (var sample in metadata.Items("samplingMetadatas").Take(1))
        {
            quality.Add("sampled");
            if (
                Count(sample, "samplesReadCount") is { } read
                && Count(sample, "samplingSpaceSize") is > 0 and { } space
            )
                note["sampledShare"] = Math.Round(read / space, 6);
        }
        if (metadata.Flag("subjectToThresholding"))
            quality.Add("thresholded");
        if (metadata.Flag("dataLossFromOtherRow"))
            quality.Add("other_row");
        if (quality.Count > 0)
            note["quality"] = quality;
        return note;
    }

    private static decimal? Count(JsonElement from, string name) =>
        decimal.TryParse(from.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
