using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What money did on a day in a currency, in whole units. Refunds, disputes and fees are positive where money left.</summary>
public sealed record LedgerTotals(decimal Gross, decimal Refunds, decimal Disputes, decimal Fees)
{
    public decimal Net => Gross - Refunds - Disputes - Fees;
}

/// <summary>Sums of the ledger by the rules: by <c>created</c>, by reporting category, per settlement currency.</summary>
public sealed class LedgerOracle(IReadOnlyList<BalanceTransaction> rows, string zone = "UTC")
{
    private static readonly string[] GrossCategories = ["charge", "charge_failure", "partial_capture_reversal"];
    private static readonly string[] RefundCategories = ["refund", "refund_failure"];
    private static readonly string[] DisputeCategories = ["dispute", "dispute_reversal"];
    private static readonly string[] FeeCategories = ["fee", "network_cost", "tax"];

    /// <summary>By day of the zone and currency; days on which none of it moved are not there.</summary>
    public IReadOnlyDictionary<(DateOnly Day, string Currency), LedgerTotals> ByDay()
    {
        var days = OracleDay.Zone(zone);
        return rows.Where(Counts)
            .GroupBy(row => (OracleDay.Of(row.Created, days), row.Currency))
            .ToDictionary(group => group.Key, group => Total(group, group.Key.Currency));
    }

    /// <summary>All days together.</summary>
    public LedgerTotals Total(string currency) => Total(rows.Where(row => row.Currency == currency), currency);

    private static LedgerTotals Total(IEnumerable<BalanceTransaction> rows, string currency)
    {
        var all = rows.ToList();
        decimal Sum(string[] categories) =>
            Currencies.ToMajor(all.Where(row => categories.Contains(row.Category)).Sum(row => row.Amount), currency);
        string[] withFees = [.. GrossCategories, .. RefundCategories, .. DisputeCategories];
        var fees = all.Where(row => withFees.Contains(row.Category)).Sum(row => row.Fee);
        return new(
            Sum(GrossCategories),
            -Sum(RefundCategories),
            -Sum(DisputeCategories),
            Currencies.ToMajor(fees, currency) - Sum(FeeCategories)
        );
    }

    private static bool Counts(BalanceTransaction row) =>
        GrossCategories.Contains(row.Category)
        || RefundCategories.Contains(row.Category)
        || DisputeCategories.Contains(row.Category)
        || FeeCategories.Contains(row.Category);
}
