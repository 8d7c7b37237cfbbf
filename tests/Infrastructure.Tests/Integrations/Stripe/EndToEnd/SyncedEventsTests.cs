using System.Globalization;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Objects;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;
using SimulatedAccount = Nexus.ProviderSimulator.Stripe.StripeAccount;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>What becomes of changes: found by events, late, missed, twice in a second, and after a month without a run.</summary>
public sealed class SyncedEventsTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Events_are_asked_for_up_to_a_minute_ago_and_from_ten_minutes_before_the_cursor()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromHours(2));
        await nexus.RunAsync();
        nexus.Simulator.Requests.Clear();
        var last = nexus.Clock.GetUtcNow();
        await nexus.MoveAsync(TimeSpan.FromHours(2));

        await nexus.RunAsync();

        var asked = Assert.Single(nexus.Simulator.Requests.To("/v1/events")).Query;
        Assert.Equal(
            (Seconds(last.AddSeconds(-60 - 600)), Seconds(nexus.Clock.GetUtcNow().AddSeconds(-60))),
            (asked["created[gte]"], asked["created[lte]"])
        );
    }

    [Fact]
    public async Task An_event_that_shows_up_late_is_not_missed()
    {
        var terms = new StripeNexusTerms { Stripe = new() { EventLag = TimeSpan.FromSeconds(90) } };
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start, terms);
        var workspace = await nexus.OpenAsync();
        var subscription = Subscribe(workspace.Account, Start.AddDays(-2)).Subscription;
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromHours(2));
        using (workspace.Account.At(nexus.Clock.GetUtcNow().AddSeconds(-70)))
            workspace.Account.Subscriptions.ChangeQuantity(subscription, 3);

        await nexus.RunAsync();
        var before = await workspace.OnAsync("revenue.mrr", new(2026, 3, 10));
        await nexus.MoveAsync(TimeSpan.FromHours(2));
        await nexus.RunAsync();

        Assert.Equal(10m, before);
        Assert.Equal(30m, await workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
    }

    [Fact]
    public async Task Changes_of_one_second_end_as_the_last_of_them_left_it()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        var account = workspace.Account;
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromHours(2));
        // All of it in one second: made, changed twice, one of them ended, a customer made and deleted.
        var price = account.Catalog.CreatePrice(new("usd", 1000));
        var kept = account.Subscriptions.Create(account.Customers.Create(), price, new() { Bills = false });
        account.Subscriptions.ChangeQuantity(kept, 5);
        account.Subscriptions.ChangeQuantity(kept, 2);
        var ended = account.Subscriptions.Create(account.Customers.Create(), price, new() { Bills = false });
        account.Subscriptions.Cancel(ended);
        account.Customers.Delete(account.Customers.Create());
        await nexus.MoveAsync(TimeSpan.FromHours(2));

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(20m, await workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
        Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
    }

    [Fact]
    public async Task What_was_deleted_is_kept_as_deleted_and_counts_no_more()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        var account = workspace.Account;
        var (customer, _) = Subscribe(account, Start.AddDays(-2));
        var coupon = account.Catalog.CreateCoupon(new("forever", 50));
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromHours(12));
        account.Customers.Delete(customer);
        account.Catalog.Delete(coupon);
        await nexus.MoveAsync(TimeSpan.FromHours(12));

        await nexus.RunAsync();

        Assert.Equal(
            [$"coupons {coupon.Id}", $"customers {customer.Id}"],
            await workspace.RowsAsync(
                "select stream, object_id from nexus.source_record where deleted order by stream, object_id"
            )
        );
        Assert.Equal(0m, await workspace.OnAsync("revenue.mrr", new(2026, 3, 11)));
        Assert.Equal(1m, (await workspace.SeriesAsync("customers.churned", "2026-03-10", "2026-03-12")).Total);
        Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
    }

    [Theory, InlineData(20), InlineData(45)]
    public async Task After_a_long_pause_everything_is_as_though_there_had_been_none(int days)
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        var history = new RandomHistory(
            workspace.Account,
            seed: days,
            new HistoryTerms(Start.AddDays(-60).UtcDateTime.Date, Start.AddDays(90))
            {
                Customers = 60,
                Currencies = ["usd"],
            }
        );
        history.PlayUntil(Start);
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        var back = Start.AddDays(days);
        // As time passes the account goes on; nobody looks.
        for (var day = 1; day <= days; day++)
        {
            await nexus.MoveToAsync(Start.AddDays(day));
            history.PlayUntil(Start.AddDays(day));
        }

        var ended = await nexus.RunAsync();

        Assert.All(ended, status => Assert.Equal(RunStatus.Succeeded, status));
        Assert.Equal(await AccountCopy.TrueAsync(nexus, workspace), await AccountCopy.HeldAsync(workspace));
        var today = DateOnly.FromDateTime(back.UtcDateTime);
        var oracle = new MrrOracle(workspace.Account.Facts, new FxTable("usd", []));
        Assert.Equal(
            Math.Round(oracle.On(today), 8),
            Math.Round((await workspace.OnAsync("revenue.mrr", today))!.Value, 8)
        );
        Assert.Equal(oracle.ActiveCustomers(today), await workspace.OnAsync("customers.active", today));
        Assert.Equal(days > 29, (await workspace.NoticesAsync("scheduled")).Exists(IsAboutTheGap));

        static bool IsAboutTheGap(string notice) => notice.StartsWith("events: ", StringComparison.Ordinal);
    }

    private static (Customer Customer, Subscription Subscription) Subscribe(SimulatedAccount account, DateTimeOffset at)
    {
        using var _ = account.At(at);
        var customer = account.Customers.Create();
        var price = account.Catalog.CreatePrice(new("usd", 1000));
        return (customer, account.Subscriptions.Create(customer, price, new() { Bills = false }));
    }

    private static string Seconds(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
