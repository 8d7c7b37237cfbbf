namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>Ready-made pasts for an account.</summary>
public static class Scenarios
{
    /// <inheritdoc cref="Stripe.Scenarios.WorkedExample"/>
    /// <param name="until">Played up to here; the rest follows by <c>PlayUntil</c>. Null plays nothing yet.</param>
    public static WorkedExample WorkedExample(StripeAccount account, DateTimeOffset? until = null)
    {
        var example = new WorkedExample(account);
        if (until is { } moment)
            example.PlayUntil(moment);
        return example;
    }

    /// <inheritdoc cref="LedgerExample"/>
    public static void Ledger(StripeAccount account) => LedgerExample.Play(account);

    /// <inheritdoc cref="RandomHistory"/>
    public static RandomHistory Random(StripeAccount account, int seed, HistoryTerms terms) =>
        RandomHistory.Play(account, seed, terms);

    /// <summary>A company as it is shown to visitors: about 120 customers in four currencies, 13 months up to now.</summary>
    /// <remarks>Days that come can be played on with what is returned.</remarks>
    public static RandomHistory Demo(StripeAccount account, int seed = 7)
    {
        var to = new DateTimeOffset(account.Now.UtcDateTime.Date, TimeSpan.Zero);
        var terms = new HistoryTerms(to.AddMonths(-13), to.AddYears(1))
        {
            // The terms reach a year beyond today, so that the demo lives on.
            Customers = 230,
            Currencies = ["usd", "usd", "usd", "usd", "eur", "eur", "gbp", "jpy"],
            Cancel = 1,
            Change = 4,
            Delete = 0,
            Pause = 1,
            Discount = 1,
        };
        var history = new RandomHistory(account, seed, terms);
        for (var week = terms.From.AddDays(7); week <= to; week = week.AddDays(7))
        {
            history.PlayUntil(week);
            using var _ = account.At(week);
            PayOut(account);
        }
        history.PlayUntil(to);
        return history;
    }

    /// <summary>
    /// Many objects, quickly: payments of <paramref name="customers"/> customers, three objects each, evenly over the
    /// time. They leave no events.
    /// </summary>
    /// <param name="objects">How many in all, besides the customers.</param>
    public static void Bulk(
        StripeAccount account,
        int objects,
        DateTimeOffset from,
        DateTimeOffset to,
        int customers = 1000
    )
    {
        using var silence = account.WithoutEvents();
        List<Objects.Customer> owners = [];
        using (account.At(from))
        {
            for (var made = 0; made < customers; made++)
                owners.Add(account.Customers.Create($"Customer {made}"));
        }
        var payments = objects / 3;
        for (var made = 0; made < payments; made++)
        {
            using var _ = account.At(from + (to - from) * ((double)made / payments));
            account.Payments.Charge(owners[made % customers], 100 + made % 50_000, made % 10 == 0 ? "eur" : "usd");
        }
    }

    private static void PayOut(StripeAccount account)
    {
        foreach (var currency in account.Store.BalanceTransactions.All.GroupBy(row => row.Currency).ToList())
        {
            var balance = currency.Sum(row => row.Net);
            if (balance > 0)
                account.Payments.Arrive(account.Payments.Payout(balance, currency.Key));
        }
    }
}
