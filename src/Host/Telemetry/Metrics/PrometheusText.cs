using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Nexus.Host.Telemetry.Metrics;

/// <summary>Listens to the process's meters and tells their state in the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _rendering = new();
    private readonly int _maxSeries;
    private long _dropped;

    /// <param name="meters">Names of the meters to listen to.</param>
    /// <param name="maxSeries">Series per instrument; measurements that would begin another are counted as dropped.</param>
    public PrometheusText(IReadOnlyCollection<string> meters, int maxSeries = 2_000)
    {
        _maxSeries = maxSeries;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Contains(instrument.Meter.Name))
                return;
            _families[instrument] = new MetricFamily(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(
            (instrument, value, tags, _) => Record(instrument, (double)value, tags)
        );
        _listener.Start();
    }

    public string Render()
    {
        lock (_rendering)
        {
            foreach (var family in _families.Values.Where(family => family.IsObservable))
                family.Forget();
            _listener.RecordObservableInstruments();

            var text = new StringBuilder();
            foreach (
                var named in _families.Values.GroupBy(family => family.Name).OrderBy(g => g.Key, StringComparer.Ordinal)
            )
            {
                if (named.FirstOrDefault(family => family.Help is not null) is { } described)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"# HELP {named.Key} {MetricText.Help(described.Help!)}\n"
                    );
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {named.Key} {named.First().Type}\n");
                foreach (var family in named)
                    family.Write(text);
            }
            text.Append("# HELP nexus_metrics_dropped_total Measurements without room for another series\n");
            text.Append("# TYPE nexus_metrics_dropped_total counter\n");
            text.Append(
                CultureInfo.InvariantCulture,
                $"nexus_metrics_dropped_total {Interlocked.Read(ref _dropped)}\n"
            );
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_families.TryGetValue(instrument, out var family) && !family.Record(value, tags, _maxSeries))
            Interlocked.Increment(ref _dropped);
    }
}
