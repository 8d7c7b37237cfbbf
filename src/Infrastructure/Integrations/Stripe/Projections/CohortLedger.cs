using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>What became, within one bucket, of the customers that it opened with.</summary>
internal sealed class CohortRow
{
    public decimal Churned { get; set; }

    public decimal Contraction { get; set; }

    public decimal Expansion { get; set; }

    public void Add(decimal opening, decimal closing, bool left)
    {
        if (left)
            Churned += opening;
        else if (closing < opening)
            Contraction += opening - closing;
        else
            Expansion += closing - opening;
    }
}

/// <summary>
/// Compares each customer's amounts at the end of a bucket with those at its opening, at the rates of the opening. Who joins
/// within a bucket has no part in it, and who leaves and comes back within it has not left.
/// </summary>
internal sealed class CohortLedger(ProjectionRequest request)
{
    public static readonly IReadOnlyList<Granularity> Grains =
    [
        Granularity.Day,
        Granularity.Week,
        Granularity.Month,
        Granularity.Quarter,
        Granularity.Year,
    ];

    /// <summary>Stands for the workspace's currency where amounts are converted.</summary>
    public const string Converted = "";

    private readonly Dictionary<(Granularity, DateOnly, string), CohortRow> _rows = [];
    private readonly Dictionary<(Granularity, DateOnly), int> _left = [];
    private static readonly CohortRow Nothing = new();

    public CohortRow Row(Granularity grain, DateOnly bucket, string currency) =>
        _rows.GetValueOrDefault((grain, bucket, currency), Nothing);

    public int Left(Granularity grain, DateOnly bucket) => _left.GetValueOrDefault((grain, bucket));

    public void Add(
        IReadOnlyList<string> currencies,
        IReadOnlyList<(DateOnly Day, MrrAmounts[] Amounts)> changes,
        CurrencyBook book
    )
    {
        foreach (var grain in Grains)
        {
            foreach (var part in Parts(currencies, changes, grain, book, request))
            {
                if (part.Left)
                    _left[(grain, part.Bucket)] = Left(grain, part.Bucket) + 1;
                for (var i = 0; i < currencies.Count; i++)
                    Row((grain, part.Bucket, currencies[i])).Add(part.Opening[i].Mrr, part.Closing[i].Mrr, part.Left);
                Row((grain, part.Bucket, Converted)).Add(part.OpeningConverted, part.ClosingConverted, part.Left);
            }
        }
    }

    /// <summary>The buckets that overlap the days asked for, that the customer was there at the opening of and changed within.</summary>
    public static IEnumerable<CohortPart> Parts(
        IReadOnlyList<string> currencies,
        IReadOnlyList<(DateOnly Day, MrrAmounts[] Amounts)> changes,
        Granularity grain,
        CurrencyBook book,
        ProjectionRequest request
    )
    {
        var from = request.Calendar.BucketOf(request.Days.First, grain);
        var opening = new MrrAmounts[currencies.Count];
        for (var i = 0; i < changes.Count; )
        {
            var bucket = request.Calendar.BucketOf(changes[i].Day, grain);
            if (bucket > request.Days.Last)
                yield break;
            var next = ZonedCalendar.Add(bucket, grain, 1);
            var last = i;
            while (last + 1 < changes.Count && changes[last + 1].Day < next)
                last++;
            var closing = changes[last].Amounts;
            if (bucket >= from && MrrLedger.IsActive(opening))
            {
                var eve = bucket.AddDays(-1);
                decimal Value(MrrAmounts[] amounts) =>
                    currencies
                        .Select(
                            (code, at) =>
                                amounts[at].Mrr * (book.Rate(code, eve) ?? book.Rate(code, changes[last].Day) ?? 0m)
                        )
                        .Sum();
                yield return new CohortPart(
                    bucket,
                    opening,
                    closing,
                    Value(opening),
                    Value(closing),
                    !MrrLedger.IsActive(closing)
                );
            }
            opening = closing;
            i = last + 1;
        }
    }

    private CohortRow Row((Granularity, DateOnly, string) key)
    {
        if (!_rows.TryGetValue(key, out var row))
            _rows[key] = row = new CohortRow();
        return row;
    }
}

/// <summary>One customer in one bucket that it was there at the opening of.</summary>
internal sealed record CohortPart(
    DateOnly Bucket,
    MrrAmounts[] Opening,
    MrrAmounts[] Closing,
    decimal OpeningConverted,
    decimal ClosingConverted,
    bool Left
);
