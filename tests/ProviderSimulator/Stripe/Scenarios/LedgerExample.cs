namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>
/// A ledger of 22 rows in US dollars, from December 2021 to December 2023: gross 8,981.00, refunds 2,000.00,
/// disputes 7.00, fees 323.38, net 6,650.62; 6,550.62 where Connect transfers are subtracted, too.
/// </summary>
/// <remarks>Amounts, fees, categories and times are those of a sandbox that Airbyte's stream tests carry.</remarks>
public static class LedgerExample
{
    private static readonly (string Type, string Category, long Amount, long Fee, long Created)[] Rows =
    [
        ("charge", "charge", 4200, 152, 1640119035),
        ("payout", "payout", -9164, 0, 1645406919),
        ("charge", "charge", 11880, 434, 1674209531),
        ("charge", "charge", 700, 54, 1674211589),
        ("adjustment", "dispute", -700, 1500, 1674211590),
        ("topup", "topup", 5000, 0, 1675071708),
        ("charge", "charge", 100000, 3430, 1675072791),
        ("refund", "refund", -200000, 0, 1675074488),
        ("charge", "charge", 200000, 6830, 1675160129),
        ("payout", "payout", -154900, 0, 1675164443),
        ("charge", "charge", 500000, 17030, 1675164649),
        ("charge", "charge", 72680, 2501, 1675345123),
        ("charge", "charge", 5500, 217, 1675345674),
        ("balance_transfer_outbound", "other_adjustment", -100000, 0, 1675413556),
        ("payout", "payout", -665880, 0, 1675413601),
        ("charge", "charge", 540, 46, 1679310823),
        ("transfer", "transfer", -10000, 0, 1686301085),
        ("stripe_fee", "fee", -3, 0, 1688887558),
        ("charge", "charge", 600, 47, 1691525161),
        ("charge", "charge", 2000, 88, 1698869670),
        ("stripe_fee", "fee", -3, 0, 1700293644),
        ("stripe_fee", "fee", -3, 0, 1702879010),
    ];

    /// <summary>Writes the rows into an account, which should have no others.</summary>
    public static void Play(StripeAccount account)
    {
        foreach (var row in Rows)
        {
            using var _ = account.At(DateTimeOffset.FromUnixTimeSeconds(row.Created));
            account.Payments.Record(row.Type, row.Category, row.Amount, "usd", row.Fee);
        }
    }
}
