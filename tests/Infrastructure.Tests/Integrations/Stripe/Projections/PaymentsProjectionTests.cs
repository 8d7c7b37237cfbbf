using System.Text.Json.Nodes;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Stripe.Projections;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class PaymentsProjectionTests
{
    // What a sandbox of Stripe's listed: created, type, reporting category, amount and fee in cents.
    private const string Ledger = """
        1702879010 stripe_fee fee -3 0
        1700293644 stripe_fee fee -3 0
        1698869670 charge charge 2000 88
        1691525161 charge charge 600 47
        1688887558 stripe_fee fee -3 0
        1686301085 transfer transfer -10000 0
        1679310823 charge charge 540 46
        1675413601 payout payout -665880 0
        1675413556 balance_transfer_outbound other_adjustment -100000 0
        1675345674 charge charge 5500 217
        1675345123 charge charge 72680 2501
        1675164649 charge charge 500000 17030
        1675164443 payout payout -154900 0
        1675160129 charge charge 200000 6830
        1675074488 refund refund -200000 0
        1675072791 charge charge 100000 3430
        1675071708 topup topup 5000 0
        1674211590 adjustment dispute -700 1500
        1674211589 charge charge 700 54
        1674209531 charge charge 11880 434
        1645406919 payout payout -9164 0
        1640119035 charge charge 4200 152
        """;

    private static StripeAccount Sandbox(bool transfers = false, bool categories = true)
    {
        var account = new StripeAccount { Settings = new JsonObject { ["includeConnectTransfers"] = transfers } };
        foreach (var (line, i) in Ledger.Split('\n').Select((line, i) => (line.Trim().Split(' '), i)))
        {
            var movement = Movement(
                $"txn_{i:00}",
                long.Parse(line[0], System.Globalization.CultureInfo.InvariantCulture),
                line[2],
                long.Parse(line[3], System.Globalization.CultureInfo.InvariantCulture),
                long.Parse(line[4], System.Globalization.CultureInfo.InvariantCulture)
            );
            movement["type"] = line[1];
            movement["source"] = line[2] == "dispute" ? "dp_1" : null;
            if (!categories)
                movement.Remove("reporting_category");
            account.Put("balance_transactions", movement);
        }
        return account;
    }

    private static JsonObject Movement(
        string id,
        long created,
        string category,
        long amount,
        long fee = 0,
        string currency = "usd"
    ) =>
        new()
        {
            ["id"] = id,
            ["object"] = "balance_transaction",
            ["amount"] = amount,
            ["created"] = created,
            ["currency"] = currency,
            ["fee"] = fee,
            ["reporting_category"] = category,
            ["type"] = category,
        };

    private static Task<ProjectedPoints> AllAsync(StripeAccount account) =>
        account.ProjectAsync(new PaymentsProjection(), "2021-01-01", "2023-12-31");

    [Fact]
    public async Task Nothing_is_not_zero()
    {
        var points = await new StripeAccount().ProjectAsync(new PaymentsProjection(), "2026-01-01", "2026-01-31");

        Assert.Empty(points.All);
    }

    [Fact]
    public async Task Payouts_and_top_ups_begin_nothing()
    {
        var account = new StripeAccount();
        account.Put("balance_transactions", Movement("txn_1", StripeJson.At("2026-01-10"), "payout", -500));

        Assert.Empty((await account.ProjectAsync(new PaymentsProjection(), "2026-01-01", "2026-01-31")).All);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_ledger_of_a_real_account_adds_up(bool categories)
    {
        var points = await AllAsync(Sandbox(categories: categories));

        decimal Of(string metric) => points.Sum(metric, "2021-01-01", "2023-12-31");
        Assert.Equal(8_981.00m, Of("revenue.gross_volume"));
        Assert.Equal(2_000.00m, Of("revenue.refunds"));
        Assert.Equal(7.00m, Of("revenue.disputes"));
        Assert.Equal(308.29m + 15.00m + 0.09m, Of("revenue.fees"));
        Assert.Equal(6_650.62m, Of("revenue.net_volume"));
    }

    [Fact]
    public async Task Transfers_to_connected_accounts_lower_the_net_where_one_wants_that() =>
        Assert.Equal(
            6_550.62m,
            (await AllAsync(Sandbox(transfers: true))).Sum("revenue.net_volume", "2021-01-01", "2023-12-31")
        );

    [Fact]
    public async Task Quiet_days_are_zero_and_days_before_the_first_payment_are_not_there()
    {
        var points = await AllAsync(Sandbox());

        Assert.Null(points.Find("revenue.gross_volume", "2021-12-20"));
        Assert.Equal(42m, points.Value("revenue.gross_volume", "2021-12-21"));
        Assert.Equal(0m, points.Value("revenue.gross_volume", "2021-12-22"));
    }

    [Fact]
    public async Task A_payment_late_in_the_evening_belongs_to_the_day_of_the_workspace()
    {
        var account = new StripeAccount { Zone = "America/New_York" };
        account.Put("balance_transactions", Movement("txn_1", StripeJson.At("2026-01-11T04:59"), "charge", 100));
        account.Put("balance_transactions", Movement("txn_2", StripeJson.At("2026-01-11T05:00"), "charge", 200));

        var points = await account.ProjectAsync(new PaymentsProjection(), "2026-01-10", "2026-01-11");

        Assert.Equal(
            (1m, 2m),
            (
                points.Value("revenue.gross_volume", "2026-01-10")!.Value,
                points.Value("revenue.gross_volume", "2026-01-11")!.Value
            )
        );
        Assert.True(points.Find("revenue.gross_volume", "2026-01-10")!.Final);
        Assert.False(points.Find("revenue.gross_volume", "2026-01-11")!.Final);
    }

    private static StripeAccount TwoCurrencies(ExchangeRates rates)
    {
        var account = new StripeAccount { Rates = rates };
        account.Put("balance_transactions", Movement("txn_1", StripeJson.At("2026-01-10"), "charge", 1000));
        account.Put(
            "balance_transactions",
            Movement("txn_2", StripeJson.At("2026-01-11"), "charge", 1000, currency: "eur")
        );
        account.Put(
            "balance_transactions",
            Movement("txn_3", StripeJson.At("2026-01-12"), "charge", 1000, currency: "eur")
        );
        return account;
    }

    [Fact]
    public async Task Without_a_rate_each_currency_stays_by_itself()
    {
        // The rate begins a day too late.
        var account = TwoCurrencies(new ExchangeRates([("EUR", new DateOnly(2026, 1, 12), 1.2m)]));

        var points = await account.ProjectAsync(new PaymentsProjection(), "2026-01-10", "2026-01-12");

        Assert.Equal(10m, points.Value("revenue.gross_volume", "2026-01-12", "EUR"));
        Assert.Equal(0m, points.Value("revenue.gross_volume", "2026-01-12", "USD"));
        Assert.All(points.All, point => Assert.Empty(point.Series.Dimensions.Pairs));
    }

    [Fact]
    public async Task With_rates_there_is_a_converted_sum_and_each_currency_beside_it()
    {
        var rates = new ExchangeRates([
            ("EUR", new DateOnly(2026, 1, 1), 1.1m),
            ("EUR", new DateOnly(2026, 1, 12), 1.2m),
        ]);

        var points = await TwoCurrencies(rates).ProjectAsync(new PaymentsProjection(), "2026-01-10", "2026-01-12");

        Assert.Equal(
            [10m, 11m, 12m],
            new[] { "10", "11", "12" }.Select(day => points.Value("revenue.gross_volume", $"2026-01-{day}", "USD"))
        );
        Assert.Equal(10m, points.Value("revenue.gross_volume", "2026-01-12", "EUR", perCurrency: true));
        // The euro was not in use yet.
        Assert.Null(points.Value("revenue.gross_volume", "2026-01-10", "EUR", perCurrency: true));
    }

    [Fact]
    public async Task One_currency_that_is_converted_says_at_which_rate()
    {
        var account = new StripeAccount { Rates = new ExchangeRates([("EUR", new DateOnly(2026, 1, 1), 1.1m)]) };
        account.Put(
            "balance_transactions",
            Movement("txn_1", StripeJson.At("2026-01-10"), "charge", 1000, currency: "eur")
        );

        var points = await account.ProjectAsync(new PaymentsProjection(), "2026-01-10", "2026-01-10");

        var metadata = points.Find("revenue.gross_volume", "2026-01-10", "USD")!.Metadata!;
        Assert.Equal("""{"currency":"EUR","fxRate":1.1,"fxDay":"2026-01-01"}""", metadata.ToJsonString());
    }

    [Fact]
    public async Task A_number_leads_to_its_movements_largest_first()
    {
        var parts = await Sandbox().ExplainAsync(new PaymentsProjection(), "revenue.net_volume", "2023-01-20");

        Assert.Equal(
            [("txn_19", 114.46m), ("txn_17", -22m), ("txn_18", 6.46m)],
            parts.Select(part => (part.Id, part.Value))
        );
    }

    [Fact]
    public void A_change_touches_the_days_before_and_after_it()
    {
        var account = new StripeAccount();
        var before = account.Put("balance_transactions", Movement("txn_1", StripeJson.At("2026-01-10"), "charge", 1));
        var after = account.Put("balance_transactions", Movement("txn_1", StripeJson.At("2026-01-12"), "charge", 1));
        var days = new PaymentsProjection().Touches(before, after, account.Calendar, new DateOnly(2026, 2, 1))!.Value;

        Assert.Equal((new DateOnly(2026, 1, 10), new DateOnly(2026, 1, 12)), (days.First, days.Last));
        Assert.Null(new PaymentsProjection().Touches(after, after, account.Calendar, new DateOnly(2026, 2, 1)));
        Assert.Null(
            new PaymentsProjection().Touches(
                null,
                after with
                {
                    Stream = StripeStreams.Payouts,
                },
                account.Calendar,
                new DateOnly(2026, 2, 1)
            )
        );
    }
}
