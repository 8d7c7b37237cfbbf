using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>What a connection has read, kept as the store keeps it, and the checkpoints of its streams.</summary>
internal sealed class KitShelf
{
    private readonly Dictionary<(SeriesKey Series, DateTime At), KpiData> _points = [];
    private readonly Dictionary<(string Stream, string Id), SourceRecord> _records = [];
    private readonly Dictionary<string, Checkpoint> _checkpoints = new(StringComparer.Ordinal);

    public KitShelf() { }

    private KitShelf(KitShelf other)
    {
        _points = new(other._points);
        _records = new(other._records);
        _checkpoints = new(other._checkpoints, StringComparer.Ordinal);
        Raw.AddRange(other.Raw);
        Rejects.AddRange(other.Rejects);
        Unknown = new(other.Unknown, StringComparer.Ordinal);
        Pages = other.Pages;
    }

    /// <summary>Every record that came, as it came.</summary>
    public List<RawData> Raw { get; } = [];

    public List<RawDataException> Rejects { get; } = [];

    /// <summary>Names of fields that were not known, and how often they came.</summary>
    public Dictionary<string, int> Unknown { get; } = new(StringComparer.Ordinal);

    public int Pages { get; private set; }

    /// <summary>How much is kept.</summary>
    public int Count => _points.Count + _records.Count;

    /// <summary>All that is kept, a line each, in one order.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _points.Values.Select(Line).Concat(_records.Values.Select(Line)).Order(StringComparer.Ordinal)];

    public Checkpoint CheckpointOf(string stream) => _checkpoints.GetValueOrDefault(stream);

    /// <summary>What a run leaves behind that dies now.</summary>
    public KitShelf Copy() => new(this);

    public void Keep(string stream, SourcePage page, IIntegrationAdapter adapter)
    {
        Pages++;
        var points = new List<KpiData>();
        var rejects = Rejects.Count;
        foreach (var raw in page.Records)
        {
            Raw.Add(raw);
            try
            {
                var mapped = adapter.Transform(raw);
                points.AddRange(mapped.Points);
                foreach (var record in mapped.Records)
                    Keep(record);
                foreach (var field in mapped.UnknownFields)
                    Unknown[field] = Unknown.GetValueOrDefault(field) + 1;
            }
            catch (RawDataException reject)
            {
                Rejects.Add(reject);
            }
        }
        if (page.Restates is { } restated && Rejects.Count == rejects)
        {
            foreach (var key in _points.Keys.Where(key => Covers(restated, key.Series, key.At)).ToList())
                _points.Remove(key);
        }
        foreach (var point in points)
            _points[(point.Series, point.At)] = point;
        _checkpoints[stream] = page.Next;
        foreach (var restarted in page.Restart)
            _checkpoints.Remove(restarted);
    }

    public IReadOnlyDictionary<string, long> Versions(string stream, IEnumerable<string> ids) =>
        ids.Where(id => _records.ContainsKey((stream, id)))
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(id => id, id => _records[(stream, id)].Version, StringComparer.Ordinal);

    /// <summary>What a record came to, as text.</summary>
    public static string Text(Transformed mapped) =>
        string.Join('\n', mapped.Points.Select(Line).Concat(mapped.Records.Select(Line)).Concat(mapped.UnknownFields));

    private void Keep(SourceRecord record)
    {
        if (!_records.TryGetValue((record.Stream, record.Id), out var stored) || record.Version >= stored.Version)
            _records[(record.Stream, record.Id)] = record;
    }

    private static string Line(KpiData point) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Series.Metric} {point.Series.Granularity} {point.At:yyyy-MM-dd'T'HH:mm} {point.Series.Dimensions.Json} {point.Value} {point.Series.Currency} {point.Final} {point.Metadata?.ToJsonString()}"
        );

    /// <remarks>Its version is when it was read, which is not the same for two readings.</remarks>
    private static string Line(SourceRecord record) =>
        $"{record.Stream} {record.Id} {record.Deleted} {record.Group} {record.OccurredAt:O} {record.Payload}";

    private static bool Covers(RestatedPoints restated, SeriesKey series, DateTime at) =>
        restated.Metrics.Contains(series.Metric, StringComparer.Ordinal)
        && series.Granularity == restated.Granularity
        && series.Dimensions.Names == string.Join(',', restated.Dimensions.Order(StringComparer.Ordinal))
        && DateOnly.FromDateTime(at) >= restated.Days.First
        && DateOnly.FromDateTime(at) <= restated.Days.Last
        && (
            restated.Within is not { } within
            || series.Dimensions.Pairs.Any(pair => Is(pair, within.Name, within.Value))
        )
        && (
            restated.Except is not { } except
            || !series.Dimensions.Pairs.Any(pair => except.Values.Any(value => Is(pair, except.Name, value)))
        );

    private static bool Is(KeyValuePair<string, string> pair, string name, string value) =>
        pair.Key == name && pair.Value == value;
}
