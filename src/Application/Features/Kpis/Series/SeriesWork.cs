using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>One planned series on its way to an answer.</summary>
/// <param name="ahead">Whether its groups may be read together with the totals that they are chosen by.</param>
internal sealed class SeriesWork(int index, SeriesPlan plan, DateTimeOffset now, bool ahead)
{
    private readonly LineSet _whole = new(plan.Buckets);
    private readonly LineSet? _compared = plan.Compared is null ? null : new LineSet(plan.Compared);
    private readonly LineSet _groupTotals = new(plan.Buckets);
    private readonly LineSet _groups = new(plan.Buckets);
    private GroupChoice? _shown;

    public int Index => index;

    /// <summary>Whether <see cref="GroupReads"/> follow.</summary>
    public bool HasGroups => plan.Request.GroupBy is not null && !ReadsAhead && !TotalsSuffice;

    /// <summary>A sum comes to the same whether it is read at once or by bucket.</summary>
    private bool TotalsSuffice =>
        plan
            is {
                Request: { GroupBy: not null, GroupTotalsOnly: true },
                Metric: { Formula: null, Aggregation: MetricAggregation.Sum },
            };

    /// <summary>Only of one sum in one currency does the server know the largest groups; what may be restated is marked by bucket.</summary>
    private bool ReadsAhead =>
        ahead
        && !TotalsSuffice
        && plan
            is {
                Request.GroupBy: not null,
                Metric.Formula: null,
                Metric.Aggregation: MetricAggregation.Sum,
                Parts: [{ NeedsOpening: false, Levels.Count: 1 }],
                Facts.HasProvisional: false,
            };

    /// <summary>The lines over the range and the one compared with, and the totals of all groups.</summary>
    public IEnumerable<PendingRead> FirstReads()
    {
        foreach (var part in plan.Parts)
        {
            yield return Pending(part, _whole, null);
            if (_compared is not null)
                yield return Pending(part, _compared, null);
            if (plan.Request.GroupBy is not { } dimension)
                continue;
            var totals = new Grouping(dimension, null, TotalsOnly: true) { Top = ReadsAhead ? plan.Limit : null };
            yield return Pending(part, _groupTotals, totals, opening: false) with
            {
                Shown = ReadsAhead ? _groups : null,
            };
            if (part.NeedsOpening)
                yield return OpeningOfGroups(part, dimension);
        }
    }

    /// <summary>The lines of the groups that are shown, once their totals are known.</summary>
    public IEnumerable<PendingRead> GroupReads()
    {
        if (!HasGroups || plan.Request.GroupBy is not { } dimension || Currency is not { } currency)
            yield break;
        _shown = Choose(currency);
        if (_shown.Values.Count == 0)
            yield break;
        foreach (var part in plan.Parts)
            yield return Pending(part, _groups, new Grouping(dimension, _shown.Values, TotalsOnly: false));
    }

    /// <summary>Chooses the groups that are shown, where they were read ahead.</summary>
    /// <returns>False where one of them was not read.</returns>
    public bool HasShownGroups()
    {
        if (!ReadsAhead || Currency is not { } currency)
            return true;
        _shown = Choose(currency);
        var read = _groups.Groups(currency);
        return _shown.Values.All(read.Contains);
    }

    public SeriesAnswer Compose()
    {
        var currencies = _whole.Currencies;
        var several = currencies.Count > 1;
        if (TotalsSuffice && Currency is { } ranked)
            _shown = Choose(ranked);
        var math = Currency is { } currency ? new LineMath(plan, _whole, _whole, currency, now) : null;
        var total = math?.Total(null);
        return new SeriesAnswer(
            plan.Metric.Key,
            MetricText.Name(plan.Metric.Unit),
            Currency is { Length: > 0 } code ? code : null,
            plan.Buckets.Size.Name(),
            plan.Facts.Workspace.TimeZone,
            Edge(plan.Buckets, plan.Buckets.Range.From, plan.Buckets.Range.FromDate),
            Edge(plan.Buckets, plan.Buckets.Range.To, plan.Buckets.Range.ToDate),
            math?.Points(null) ?? [],
            total,
            Currency is { } one ? Compare(one, total) : null,
            Groups(total),
            Other(total),
            several ? [.. currencies.Select(InCurrency)] : null,
            several
                ?
                [
                    .. plan.Notes,
                    $"There is money in {string.Join(", ", currencies)}; it is never added up. Name one as 'currency'.",
                ]
                : plan.Notes
        );
    }

    /// <summary>
    /// The one currency of the answer, which a range without money takes from the one compared with; empty without any,
    /// null where there are several.
    /// </summary>
    private string? Currency =>
        _whole.Currencies switch
        {
            [] => _compared?.Currencies is [var before] ? before : string.Empty,
            [var only] => only,
            _ => null,
        };

    private GroupChoice Choose(string currency) =>
        GroupChoice.Of(
            new LineMath(plan, _groupTotals, _whole, currency, now),
            _groupTotals.Groups(currency),
            plan.Limit
        );

    private CurrencyAnswer InCurrency(string currency)
    {
        var math = new LineMath(plan, _whole, _whole, currency, now);
        var total = math.Total(null);
        return new CurrencyAnswer(currency, math.Points(null), total, Compare(currency, total));
    }

    private ComparisonAnswer? Compare(string currency, decimal? total)
    {
        if (_compared is null)
            return null;
        // Money of one currency is held against money of that currency only.
        var math = new LineMath(plan, _compared, _compared, currency, now);
        var other = math.Total(null);
        var change = total - other;
        return new ComparisonAnswer(
            Edge(_compared.Buckets, _compared.Buckets.Range.From, _compared.Buckets.Range.FromDate),
            Edge(_compared.Buckets, _compared.Buckets.Range.To, _compared.Buckets.Range.ToDate),
            math.Points(null),
            other,
            change is { } difference ? Decimals.Normalize(difference) : null,
            Decimals.Percent(change, other)
        );
    }

    private IReadOnlyList<GroupAnswer>? Groups(decimal? total)
    {
        if (plan.Request.GroupBy is not { } dimension)
            return null;
        if (_shown is null || Currency is not { } currency)
            return [];
        var math = new LineMath(plan, TotalsSuffice ? _groupTotals : _groups, _whole, currency, now);
        return
        [
            .. _shown.Values.Select(value =>
            {
                var part = math.Total(value);
                var points = TotalsSuffice ? [] : math.Points(value);
                return new GroupAnswer(dimension, value, points, part, Share(part, total));
            }),
        ];
    }

    private OtherAnswer? Other(decimal? total)
    {
        if (TotalsSuffice || _shown is not { Rest: > 0 } || Currency is not { } currency)
            return null;
        var rest = new LineSet(plan.Buckets);
        if (plan.Metric.Aggregation != MetricAggregation.None)
        {
            foreach (var part in plan.Parts.Select(part => part.Metric))
            {
                var shown = _shown.Values.Select(value => _groups.Line(part, currency, value));
                rest.Put(part, currency, null, _whole.Line(part, currency, null).Less(shown));
            }
        }
        var math = new LineMath(plan, rest, _whole, currency, now);
        var sum = math.Total(null);
        return new OtherAnswer(_shown.Rest, math.Points(null), sum, Share(sum, total));
    }

    private decimal? Share(decimal? part, decimal? total) =>
        plan.Metric.Aggregation is MetricAggregation.Sum or MetricAggregation.Last
            ? Decimals.Percent(part, total)
            : null;

    private static string Edge(TimeBuckets buckets, DateTimeOffset instant, DateOnly date) =>
        buckets.Size == Granularity.Hour ? TimeText.Text(instant) : TimeText.Text(date);

    private PendingRead Pending(PartPlan part, LineSet target, Grouping? grouping, bool opening = true)
    {
        var opened = opening && part.NeedsOpening;
        return new PendingRead(plan.Read(part, target.Buckets, grouping, opened), part, target, opened);
    }

    /// <summary>The level of every group before the range, which ratios of groups are ordered by.</summary>
    private PendingRead OpeningOfGroups(PartPlan part, string dimension)
    {
        var opened = plan.Cuts.OpeningOnly(plan.Buckets);
        var read = plan.Read(part, opened, new Grouping(dimension, null, TotalsOnly: false), opening: false);
        return new PendingRead(read, part, _groupTotals, Opened: true);
    }
}

/// <summary>The values of a dimension that are shown, largest first, and how many are not.</summary>
internal sealed record GroupChoice(IReadOnlyList<string> Values, int Rest)
{
    public static GroupChoice Of(LineMath totals, IReadOnlyList<string> values, int limit)
    {
        var ranked = values
            .Select(value => (Value: value, Rank: totals.Rank(value)))
            .OrderBy(entry => entry.Rank is null)
            .ThenByDescending(entry => entry.Rank)
            .ThenBy(entry => entry.Value, StringComparer.Ordinal)
            .ToList();
        return new GroupChoice([.. ranked.Take(limit).Select(entry => entry.Value)], Math.Max(0, ranked.Count - limit));
    }
}
