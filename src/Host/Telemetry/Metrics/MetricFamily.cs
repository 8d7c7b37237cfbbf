using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Nexus.Host.Telemetry.Metrics;

/// <summary>One instrument and its series, in the words of Prometheus.</summary>
internal sealed class MetricFamily
{
    /// <summary>Upper bounds of histograms whose instrument advises none, in its unit.</summary>
    private static readonly double[] UsualBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly double[] _bounds;
    private readonly bool _replaces;

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        Type =
            kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
            : kind == typeof(Histogram<>) ? "histogram"
            : "gauge";
        Name = MetricText.FamilyName(instrument.Name, instrument.Unit, Type);
        Help = instrument.Description;
        IsObservable = instrument.IsObservable;
        _replaces = instrument.IsObservable || kind == typeof(Gauge<>);
        _bounds =
            Type != "histogram" ? []
            : instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? [.. advised]
            : UsualBounds;
    }

    public string Name { get; }

    /// <summary>counter, gauge or histogram.</summary>
    public string Type { get; }

    public string? Help { get; }

    public bool IsObservable { get; }

    /// <summary>Takes one measurement.</summary>
    /// <returns>False where it would begin one series more than there may be.</returns>
    public bool Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, int maxSeries)
    {
        var labels = MetricText.Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= maxSeries)
                return false;
            series = _series.GetOrAdd(labels, _ => new MetricSeries(_bounds));
        }
        series.Record(value, _replaces);
        return true;
    }

    /// <summary>Forgets what the last observation saw, so that a series that is gone is not shown for ever.</summary>
    public void Forget() => _series.Clear();

    public void Write(StringBuilder text)
    {
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var (value, count, buckets) = series.Read();
            if (Type != "histogram")
            {
                Line(text, Name, labels, MetricText.Number(value));
                continue;
            }
            var below = 0L;
            for (var i = 0; i < _bounds.Length; i++)
                Line(text, $"{Name}_bucket", Le(labels, MetricText.Number(_bounds[i])), Text(below += buckets[i]));
            Line(text, $"{Name}_bucket", Le(labels, "+Inf"), Text(count));
            Line(text, $"{Name}_sum", labels, MetricText.Number(value));
            Line(text, $"{Name}_count", labels, Text(count));
        }
    }

    private static string Le(string labels, string bound) =>
        labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";

    private static void Line(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append(labels.Length == 0 ? " " : $"{{{labels}}} ").Append(value).Append('\n');

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The state of one series: a number, or the buckets of a histogram.</summary>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[bounds.Length];
    private double _value;
    private long _count;

    public void Record(double value, bool replaces)
    {
        lock (_gate)
        {
            _value = replaces ? value : _value + value;
            _count++;
            var bucket = Array.FindIndex(bounds, bound => value <= bound);
            if (bucket >= 0)
                _buckets[bucket]++;
        }
    }

    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_gate)
            return (_value, _count, [.. _buckets]);
    }
}
