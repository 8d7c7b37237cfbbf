using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Turns what the ledger holds into points of the days asked for.</summary>
/// <remarks>
/// Amounts of a currency run from the first day of that currency, everything else from the account's first day. An account
/// that converts has its amounts in the workspace's currency without dimensions and, unless it uses that one alone, each
/// currency by itself under the dimension <c>currency</c>. Any other has each currency by itself, without dimensions.
/// </remarks>
internal sealed class MrrPoints(ProjectionRequest request, MrrLedger ledger)
{
    private readonly CurrencyBook _book = ledger.Currencies;

    private readonly DateOnly _last = request.Days.Last < request.Today ? request.Days.Last : request.Today;

    public IEnumerable<KpiData> All() =>
        _book.FirstDay is not { } first ? []
        : _book.Converts
            ? Converted(first).Concat(_book.TellsCurrencies ? Native(Point.In) : []).Concat(Customers(first))
        : Native(_ => DimensionSet.Empty).Concat(Customers(first));

    private IEnumerable<KpiData> Native(Func<string, DimensionSet> dimensions) =>
        _book.Codes.SelectMany(code =>
            OfCurrency(code, dimensions(code)).Concat(CohortsOf(code, code, _book.FirstUse(code), dimensions(code)))
        );

    private IEnumerable<KpiData> OfCurrency(string code, DimensionSet dimensions)
    {
        var rows = ledger.Native(code);
        var level = default(MrrAmounts);
        for (var day = _book.FirstUse(code); day <= _last; day = day.AddDays(1))
        {
            var row = rows.GetValueOrDefault(day);
            level += row?.Level ?? default;
            if (day < request.Days.First)
                continue;
            foreach (var (metric, value) in Values(level, row, fx: 0m))
                yield return Daily(metric, day, value, code, dimensions, null);
        }
    }

    private IEnumerable<KpiData> Converted(DateOnly first)
    {
        var natives = _book.Codes.Select(code => (Code: code, Rows: ledger.Native(code))).ToList();
        var levels = new MrrAmounts[natives.Count];
        var rows = ledger.Converted;
        for (var day = first; day <= _last; day = day.AddDays(1))
        {
            var (sum, fx) = (default(MrrAmounts), 0m);
            for (var i = 0; i < natives.Count; i++)
            {
                if (day < _book.FirstUse(natives[i].Code))
                    continue;
                var rate = _book.Rate(natives[i].Code, day)!.Value;
                if (levels[i].Mrr != 0m)
                    fx += levels[i].Mrr * (rate - _book.Rate(natives[i].Code, day.AddDays(-1))!.Value);
                levels[i] += natives[i].Rows.GetValueOrDefault(day)?.Level ?? default;
                sum += new MrrAmounts(levels[i].Mrr * rate, levels[i].Contracted * rate, levels[i].Leaving * rate);
            }
            var row = rows.GetValueOrDefault(day);
            if (day < request.Days.First)
                continue;
            foreach (var (metric, value) in Values(sum, row, fx))
                yield return Daily(metric, day, value, request.Currency, DimensionSet.Empty, _book.RateNote(day));
        }
        foreach (var point in CohortsOf(CohortLedger.Converted, request.Currency, first, DimensionSet.Empty))
            yield return point;
    }

    private static IEnumerable<(string Metric, decimal Value)> Values(MrrAmounts level, MrrRow? row, decimal fx) =>
        [
            (MrrMetrics.Mrr, level.Mrr),
            (MrrMetrics.Contracted, level.Contracted),
            (MrrMetrics.ScheduledChurn, level.Leaving),
            (MrrMetrics.New, row?.New ?? 0m),
            (MrrMetrics.Expansion, row?.Expansion ?? 0m),
            (MrrMetrics.Contraction, row?.Contraction ?? 0m),
            (MrrMetrics.Churned, row?.Churned ?? 0m),
            (MrrMetrics.Reactivation, row?.Reactivation ?? 0m),
            (MrrMetrics.Fx, fx),
        ];

    private IEnumerable<KpiData> Customers(DateOnly first)
    {
        var rows = ledger.Customers;
        var active = 0;
        for (var day = first; day <= _last; day = day.AddDays(1))
        {
            var row = rows.GetValueOrDefault(day);
            active += row?.Active ?? 0;
            if (day < request.Days.First)
                continue;
            yield return Counted(MrrMetrics.ActiveCustomers, day, active);
            yield return Counted(MrrMetrics.NewCustomers, day, row?.New ?? 0);
            yield return Counted(MrrMetrics.ChurnedCustomers, day, row?.Churned ?? 0);
            yield return Counted(MrrMetrics.ReactivatedCustomers, day, row?.Reactivated ?? 0);
        }
        foreach (var (grain, bucket) in Buckets(first))
        {
            yield return Bucketed(
                MrrMetrics.ChurnedOpeningCustomers,
                grain,
                bucket,
                ledger.Cohorts.Left(grain, bucket),
                "",
                DimensionSet.Empty
            );
        }
    }

    private IEnumerable<KpiData> CohortsOf(string key, string currency, DateOnly first, DimensionSet dimensions)
    {
        foreach (var (grain, bucket) in Buckets(first))
        {
            var row = ledger.Cohorts.Row(grain, bucket, key);
            yield return Bucketed(MrrMetrics.ChurnedOpening, grain, bucket, row.Churned, currency, dimensions);
            yield return Bucketed(MrrMetrics.ContractionOpening, grain, bucket, row.Contraction, currency, dimensions);
            yield return Bucketed(MrrMetrics.ExpansionOpening, grain, bucket, row.Expansion, currency, dimensions);
        }
    }

    /// <summary>Buckets of all grains that overlap the days asked for; the first may begin before these.</summary>
    private IEnumerable<(Granularity Grain, DateOnly Bucket)> Buckets(DateOnly first)
    {
        var from = request.Days.First > first ? request.Days.First : first;
        foreach (var grain in CohortLedger.Grains)
        {
            for (
                var bucket = request.Calendar.BucketOf(from, grain);
                bucket <= _last && from <= _last;
                bucket = ZonedCalendar.Add(bucket, grain, 1)
            )
                yield return (grain, bucket);
        }
    }

    private KpiData Counted(string metric, DateOnly day, int value) =>
        Daily(metric, day, value, "", DimensionSet.Empty, null);

    private KpiData Daily(
        string metric,
        DateOnly day,
        decimal value,
        string currency,
        DimensionSet dimensions,
        JsonObject? metadata
    )
    {
        if (request.SyncedSince is { } synced && day < request.Calendar.DateOf(synced))
            (metadata ??= [])["reconstructed"] = true;
        return Point.Of(
            metric,
            Granularity.Day,
            day,
            value,
            currency,
            dimensions,
            day < request.SettledBefore,
            metadata
        );
    }

    private KpiData Bucketed(
        string metric,
        Granularity grain,
        DateOnly bucket,
        decimal value,
        string currency,
        DimensionSet dimensions
    ) =>
        Point.Of(
            metric,
            grain,
            bucket,
            value,
            currency,
            dimensions,
            ZonedCalendar.Add(bucket, grain, 1) <= request.SettledBefore,
            request.SyncedSince is { } synced && bucket < request.Calendar.DateOf(synced)
                ? new JsonObject { ["reconstructed"] = true }
                : null
        );
}
