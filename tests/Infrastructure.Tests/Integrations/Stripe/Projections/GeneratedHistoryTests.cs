using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Projections;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class GeneratedHistoryTests
{
    private const int Accounts = 55;
    private const int CustomersEach = 10;

    private static readonly ExchangeRates Rates = new(
        Enumerable
            .Range(0, 15)
            .SelectMany(week =>
                new[]
                {
                    ("EUR", AccountMaker.First.AddDays(week * 7), 1.05m + (week % 5 * 0.013m)),
                    ("JPY", AccountMaker.First.AddDays(week * 7), 0.006m + (week % 4 * 0.0007m)),
                }
            )
    );

    [Fact]
    public async Task A_thousand_subscriptions_bring_in_what_the_rules_say()
    {
        var histories = 0;
        for (var seed = 0; seed < Accounts; seed++)
        {
            var made = new AccountMaker(seed).Make(CustomersEach);
            histories += made.Subscriptions.Count;
            var points = await made.ToStripe(Rates)
                .ProjectAsync(
                    new SubscriptionsProjection(),
                    Text(AccountMaker.First),
                    Text(AccountMaker.First.AddDays(AccountMaker.Days))
                );
            Compare(made, points.All.ToDictionary(Key, point => point.Value), seed);
        }
        Assert.True(histories >= 1000, $"{histories} histories");
    }

    private static void Compare(AccountMaker made, Dictionary<string, decimal> points, int seed)
    {
        var oracle = new Oracle(made);
        var compared = 0;
        void Same(string key, decimal expected)
        {
            // Days before the account's first are not there.
            if (points.TryGetValue(key, out var actual))
            {
                compared++;
                Assert.True(expected == actual, $"seed {seed}: {key} should be {expected} and is {actual}");
            }
            else
                Assert.True(expected == 0m, $"seed {seed}: {key} should be {expected} and is missing");
        }

        var known = new HashSet<string>();
        var before = oracle.On(AccountMaker.First.AddDays(-1));
        var month = before;
        for (var day = AccountMaker.First; day <= AccountMaker.First.AddDays(AccountMaker.Days); day = day.AddDays(1))
        {
            var now = oracle.On(day);
            decimal Rate(string currency, DateOnly at) =>
                currency == "usd" ? 1m : Rates.On(currency.ToUpperInvariant(), at)?.Rate ?? 0m;
            foreach (var currency in new[] { "usd", "eur", "jpy" })
            {
                var own = now.Where(one => one.Key.Currency == currency).Select(one => one.Value).ToList();
                var code = currency.ToUpperInvariant();
                Same($"revenue.mrr {code} {day:O} c", own.Sum(value => value.Mrr));
                Same($"revenue.mrr_contracted {code} {day:O} c", own.Sum(value => value.Full));
                Same($"revenue.mrr_scheduled_churn {code} {day:O} c", own.Sum(value => value.Leaving));
            }
            Same($"revenue.mrr USD {day:O} ", now.Sum(one => one.Value.Mrr * Rate(one.Key.Currency, day)));
            Same(
                $"revenue.mrr_fx USD {day:O} ",
                before.Sum(one =>
                    one.Value.Mrr * (Rate(one.Key.Currency, day) - Rate(one.Key.Currency, day.AddDays(-1)))
                )
            );

            var moves = new Dictionary<string, decimal>();
            var counts = new Dictionary<string, int>();
            foreach (var customer in now.GroupBy(one => one.Key.Customer))
            {
                var was = before.Where(one => one.Key.Customer == customer.Key).ToList();
                var (active, present) = (was.Exists(one => one.Value.Mrr > 0), customer.Any(one => one.Value.Mrr > 0));
                var change =
                    customer.Sum(one => one.Value.Mrr * Rate(one.Key.Currency, day))
                    - was.Sum(one => one.Value.Mrr * Rate(one.Key.Currency, day));
                var name =
                    !active && present ? (known.Contains(customer.Key) ? "reactivation" : "new")
                    : active && !present ? "churned"
                    : change > 0 ? "expansion"
                    : "contraction";
                moves[name] = moves.GetValueOrDefault(name) + Math.Abs(change);
                counts[name] = counts.GetValueOrDefault(name) + 1;
                if (present)
                    known.Add(customer.Key);
            }
            foreach (var name in new[] { "new", "reactivation", "expansion", "contraction", "churned" })
                Same($"revenue.mrr_{name} USD {day:O} ", moves.GetValueOrDefault(name));
            Same($"customers.new  {day:O} ", counts.GetValueOrDefault("new"));
            Same($"customers.churned  {day:O} ", counts.GetValueOrDefault("churned"));
            Same($"customers.reactivated  {day:O} ", counts.GetValueOrDefault("reactivation"));
            Same(
                $"customers.active  {day:O} ",
                now.Where(one => one.Value.Mrr > 0).DistinctBy(one => one.Key.Customer).Count()
            );

            if (day.AddDays(1).Day == 1)
            {
                CompareMonth(month, now, day, Rate, Same);
                month = now;
            }
            before = now;
        }
        Assert.True(compared > 1000, $"seed {seed}: only {compared} values compared");
    }

    private static void CompareMonth(
        Dictionary<MadeSubscription, (decimal Mrr, decimal, decimal)> opening,
        Dictionary<MadeSubscription, (decimal Mrr, decimal, decimal)> closing,
        DateOnly last,
        Func<string, DateOnly, decimal> rate,
        Action<string, decimal> same
    )
    {
        var first = new DateOnly(last.Year, last.Month, 1);
        // What was not in use at the opening has no rate there, and is worth what it is worth when it comes.
        decimal At(string currency) => rate(currency, first.AddDays(-1));
        var (lost, churned, contraction, expansion) = (0, 0m, 0m, 0m);
        foreach (
            var customer in opening.GroupBy(one => one.Key.Customer).Where(all => all.Any(one => one.Value.Mrr > 0))
        )
        {
            var was = customer.Sum(one => one.Value.Mrr * At(one.Key.Currency));
            var now = customer.Sum(one => closing[one.Key].Mrr * At(one.Key.Currency));
            if (customer.All(one => closing[one.Key].Mrr == 0))
                (lost, churned) = (lost + 1, churned + was);
            else if (now < was)
                contraction += was - now;
            else
                expansion += now - was;
        }
        same($"customers.churned_opening  {first:O} m", lost);
        same($"revenue.mrr_churned_opening USD {first:O} m", churned);
        same($"revenue.mrr_contraction_opening USD {first:O} m", contraction);
        same($"revenue.mrr_expansion_opening USD {first:O} m", expansion);
    }

    private static string Key(Nexus.Domain.Integrations.KpiData point)
    {
        var series = point.Series;
        var detail = series.Dimensions.Pairs.Count > 0 ? "c" : "";
        var grain = series.Granularity switch
        {
            Granularity.Day => "",
            Granularity.Month => "m",
            _ => series.Granularity.Name(),
        };
        return $"{series.Metric} {series.Currency} {DateOnly.FromDateTime(point.At):O} {detail}{grain}";
    }

    private static string Text(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
