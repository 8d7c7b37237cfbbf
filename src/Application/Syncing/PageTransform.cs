using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>What the records of one page come to.</summary>
internal sealed record TransformedPage(
    int Read,
    IReadOnlyList<KpiData> Points,
    IReadOnlyList<FetchedRecord> Records,
    IReadOnlyList<RejectedData> Rejected,
    IReadOnlyDictionary<string, int> UnknownFields
)
{
    /// <summary>Fewer rejected records than these are the records' fault, not the mapping's.</summary>
    private const int FewRejected = 10;

    private const double ShareTolerated = 0.2;

    /// <summary>Whether so many were rejected that the provider's answer must have changed.</summary>
    public bool IsDrift => Rejected.Count >= FewRejected && Rejected.Count > Read * ShareTolerated;

    /// <summary>Of a page that is drift only what was rejected is kept.</summary>
    public TransformedPage WithoutData() => this with { Read = 0, Points = [], Records = [] };
}

/// <summary>Maps pages, and holds each point to what every point has to be.</summary>
internal static class PageTransform
{
    /// <summary>Names of unknown fields that are counted on one page; keys that a provider makes up are without end.</summary>
    private const int UnknownFieldsTold = 100;

    private const int LongestName = 200;

    /// <summary>What no text of the database can hold.</summary>
    private const char Zero = '\0';

    /// <param name="transform">The adapter's mapping of one record.</param>
    /// <param name="metric">Definition of a metric; null for an unknown one.</param>
    public static TransformedPage Transform(
        IReadOnlyList<RawData> data,
        Func<RawData, Transformed> transform,
        Func<string, MetricDefinition?> metric
    )
    {
        var points = new List<KpiData>();
        var records = new List<FetchedRecord>();
        var rejected = new List<RejectedData>();
        var unknown = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var raw in data)
        {
            try
            {
                var mapped = transform(raw);
                foreach (var point in mapped.Points)
                    Check(point, metric);
                foreach (var record in mapped.Records)
                    Check(record);
                points.AddRange(mapped.Points);
                records.AddRange(mapped.Records.Select(record => new FetchedRecord(record, raw.FetchedAt)));
                foreach (var field in mapped.UnknownFields)
                    Count(field, unknown);
            }
            catch (RawDataException e)
            {
                rejected.Add(new(raw, e.Code, Name(e.Field), e.Message));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                rejected.Add(new(raw, "unmappable", "", "The record has a shape that the mapping does not foresee."));
            }
        }
        return new(data.Count, points, records, rejected, unknown);
    }

    private static void Count(string field, Dictionary<string, int> unknown)
    {
        var name = Name(field);
        if (unknown.Count < UnknownFieldsTold || unknown.ContainsKey(name))
            unknown[name] = unknown.GetValueOrDefault(name) + 1;
    }

    private static string Name(string field) =>
        (field.Length <= LongestName ? field : field[..LongestName]).Replace(Zero, '?');

    /// <exception cref="RawDataException">The record cannot be stored.</exception>
    private static void Check(SourceRecord record)
    {
        if (
            record.Id.Contains(Zero, StringComparison.Ordinal)
            || record.Group?.Contains(Zero, StringComparison.Ordinal) == true
        )
            throw new RawDataException("invalid_text", "id", "Its id holds a character that no text may hold.");
    }

    /// <exception cref="RawDataException">The point cannot be stored as what it says it is.</exception>
    private static void Check(KpiData point, Func<string, MetricDefinition?> metric)
    {
        var series = point.Series;
        var definition =
            metric(series.Metric)
            ?? throw new RawDataException(
                "unknown_metric",
                series.Metric,
                "It gives a value of a metric that does not exist."
            );
        if (definition.Unit == MetricUnit.Money != (series.Currency.Length == 3))
            throw new RawDataException(
                "invalid_currency",
                series.Metric,
                "Money has a currency, and nothing else has one."
            );
        if (series.Dimensions.Pairs.Any(pair => pair.Value.Contains(Zero, StringComparison.Ordinal)))
            throw new RawDataException(
                "invalid_text",
                series.Metric,
                "A dimension holds a character that no text may hold."
            );
        if (HoldsZero(point.Metadata))
            throw new RawDataException(
                "invalid_text",
                series.Metric,
                "What is kept beside a value holds a character that no text may hold."
            );
        var step = series.Granularity == Granularity.Hour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        if (point.At.Kind != DateTimeKind.Utc || (series.Granularity != Granularity.Hour && point.At.Ticks % step != 0))
            throw new RawDataException(
                "invalid_time",
                series.Metric,
                "The time of a value is not the start of what it covers."
            );
    }

    private static bool HoldsZero(JsonNode? json) =>
        json switch
        {
            JsonObject members => members.Any(member =>
                member.Key.Contains(Zero, StringComparison.Ordinal) || HoldsZero(member.Value)
            ),
            JsonArray items => items.Any(HoldsZero),
            JsonValue value => value.TryGetValue<string>(out var text) && text.Contains(Zero, StringComparison.Ordinal),
            _ => false,
        };
}
