using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Adds up money by days and currencies, and gives a point for every day from a currency's first on, quiet ones too.</summary>
/// <param name="metrics">Keys, in the order of the amounts.</param>
internal sealed class DailySums(ProjectionRequest request, IReadOnlyList<string> metrics)
{
    private readonly Dictionary<(string Currency, DateOnly Day), decimal[]> _sums = [];
    private readonly CurrencyBook _book = new(request);

    public CurrencyBook Currencies => _book;

    /// <summary>Notes that the currency is in use, and adds the amounts if their day is asked for.</summary>
    public void Add(string currency, DateOnly day, params ReadOnlySpan<decimal> amounts)
    {
        _book.Use(currency, day);
        if (day < request.Days.First || day > request.Days.Last)
            return;
        if (!_sums.TryGetValue((currency, day), out var sums))
            _sums[(currency, day)] = sums = new decimal[metrics.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] += amounts[i];
    }

    /// <param name="final">Whether a day's amounts no longer change.</param>
    public IEnumerable<KpiData> Points(Func<DateOnly, bool> final)
    {
        if (_book.FirstDay is not { } start)
            yield break;
        var (first, last) = (Later(request.Days.First, start), Earlier(request.Days.Last, request.Today));
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var used = _book.Codes.Where(code => _book.FirstUse(code) <= day).ToList();
            for (var i = 0; i < metrics.Count; i++)
            {
                if (_book.Converts)
                {
                    var sum = used.Sum(code => Amount(code, day, i) * _book.Rate(code, day)!.Value);
                    var note = _book.RateNote(day);
                    yield return Of(i, day, sum, request.Currency, DimensionSet.Empty, final(day), note);
                }
                if (_book.Converts && !_book.TellsCurrencies)
                    continue;
                foreach (var code in used)
                {
                    var dimensions = _book.Converts ? Point.In(code) : DimensionSet.Empty;
                    yield return Of(i, day, Amount(code, day, i), code, dimensions, final(day), null);
                }
            }
        }
    }

    private KpiData Of(
        int metric,
        DateOnly day,
        decimal value,
        string currency,
        DimensionSet dimensions,
        bool final,
        System.Text.Json.Nodes.JsonObject? note
    ) => Point.Of(metrics[metric], Granularity.Day, day, value, currency, dimensions, final, note);

    private decimal Amount(string currency, DateOnly day, int metric) =>
        _sums.TryGetValue((currency, day), out var sums) ? sums[metric] : 0m;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
