using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

/// <summary>What is kept of one account, in memory, and the projections over it.</summary>
internal sealed class StripeAccount : IRecordReader
{
    private readonly Dictionary<(string Stream, string Id), List<RecordState>> _states = [];

    public string Zone { get; init; } = "UTC";

    public string Currency { get; init; } = "USD";

    public JsonObject Settings { get; init; } = [];

    public ExchangeRates Rates { get; init; } = ExchangeRates.None;

    public DateTimeOffset? SyncedSince { get; init; } = DateTimeOffset.UnixEpoch;

    public ZonedCalendar Calendar => ZonedCalendar.Of(Zone, DayOfWeek.Monday);

    /// <summary>Keeps a state of an object, as the pipeline would.</summary>
    /// <param name="since">From when it was so; null for the first that is known.</param>
    public SourceRecord Put(string stream, JsonObject payload, string? since = null)
    {
        var changed = since is null ? (DateTimeOffset?)null : StripeJson.Instant(since);
        var raw = new RawData(
            stream,
            JsonSerializer.SerializeToElement(payload),
            changed ?? DateTimeOffset.UnixEpoch,
            changed
        );
        var record = StripeTransform.Record(raw).Records.Single();
        if (!_states.TryGetValue((stream, record.Id), out var states))
            _states[(stream, record.Id)] = states = [];
        states.Add(new RecordState(record, changed));
        states.Sort((one, other) => Nullable.Compare(one.Since, other.Since));
        return record;
    }

    public ProjectionRequest Request(string first, string last, string? today = null) =>
        new(
            new DateRange(Day(first), Day(last)),
            Day(today ?? last),
            Calendar,
            Currency,
            JsonSerializer.SerializeToElement(Settings),
            this,
            Rates,
            SyncedSince
        );

    public async Task<ProjectedPoints> ProjectAsync(
        IRecordProjection projection,
        string first,
        string last,
        string? today = null
    )
    {
        var points = new List<KpiData>();
        await foreach (var point in projection.ProjectAsync(Request(first, last, today), CancellationToken.None))
            points.Add(point);
        return new ProjectedPoints(points);
    }

    public async Task<IReadOnlyList<Contribution>> ExplainAsync(
        IRecordProjection projection,
        string metric,
        string day,
        string currency = "USD",
        bool perCurrency = false,
        Granularity grain = Granularity.Day
    )
    {
        var dimensions = perCurrency
            ? DimensionSet.Of([new KeyValuePair<string, string>("currency", currency)])
            : DimensionSet.Empty;
        var series = new SeriesKey(metric, grain, currency, dimensions);
        var parts = new List<Contribution>();
        await foreach (
            var part in projection.ExplainAsync(
                Request(day, day, "2026-03-31"),
                series,
                Day(day),
                CancellationToken.None
            )
        )
            parts.Add(part);
        return parts;
    }

    public async IAsyncEnumerable<SourceRecord> ReadAsync(
        string stream,
        (DateTimeOffset From, DateTimeOffset To)? occurred,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        foreach (var record in Ordered(stream).Select(states => states[^1].Record))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (occurred is not { } times || (record.OccurredAt >= times.From && record.OccurredAt < times.To))
                yield return record;
        }
    }

    public async IAsyncEnumerable<RecordState> ReadHistoryAsync(
        string stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        foreach (var state in Ordered(stream).SelectMany(states => states))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return state;
        }
    }

    public static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<List<RecordState>> Ordered(string stream) =>
        _states
            .Where(entry => entry.Key.Stream == stream)
            .OrderBy(entry => entry.Value[0].Record.Group, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.Id, StringComparer.Ordinal)
            .Select(entry => entry.Value);
}

/// <summary>Points of a projection, and what formulas make of them.</summary>
internal sealed class ProjectedPoints(IReadOnlyList<KpiData> points)
{
    public IReadOnlyList<KpiData> All => points;

    public KpiData? Find(
        string metric,
        string day,
        string? currency = null,
        bool perCurrency = false,
        Granularity grain = Granularity.Day
    )
    {
        var at = StripeAccount.Day(day).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return points.SingleOrDefault(point =>
            point.Series.Metric == metric
            && point.At == at
            && point.Series.Granularity == grain
            && (currency is null || point.Series.Currency == currency)
            && point.Series.Dimensions.Pairs.Count == (perCurrency ? 1 : 0)
        );
    }

    public decimal? Value(string metric, string day, string? currency = null, bool perCurrency = false) =>
        Find(metric, day, currency, perCurrency)?.Value;

    public decimal Sum(string metric, string first, string last, string? currency = null) =>
        points
            .Where(point => point.Series.Metric == metric && point.Series.Granularity == Granularity.Day)
            .Where(point => point.Series.Dimensions.Pairs.Count == 0)
            .Where(point => currency is null || point.Series.Currency == currency)
            .Where(point => DateOnly.FromDateTime(point.At) >= StripeAccount.Day(first))
            .Where(point => DateOnly.FromDateTime(point.At) <= StripeAccount.Day(last))
            .Sum(point => point.Value);

    /// <summary>A metric of one month, by the catalogue's own formula.</summary>
    /// <param name="month">Its first day.</param>
    public decimal? OfMonth(string metric, string month)
    {
        Assert.True(MetricCatalog.TryFind(metric, out var definition));
        var first = StripeAccount.Day(month);
        var last = first.AddMonths(1).AddDays(-1);
        return definition.Formula is { } formula
            ? formula.Evaluate(
                term =>
                    term.Moment == FormulaMoment.AtOpening
                        ? Value(term.Metric, Text(first.AddDays(-1)))
                        : OfMonth(term.Metric, month),
                1m
            )
            : definition.Aggregation switch
            {
                MetricAggregation.Last => Value(metric, Text(last)),
                MetricAggregation.None => Find(metric, month, grain: Granularity.Month)?.Value,
                _ => Sum(metric, month, Text(last)),
            };
    }

    private static string Text(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
