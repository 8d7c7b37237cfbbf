using Nexus.Application.Integrations;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

public sealed class StripeEventsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_changed_is_fetched_once_in_the_pinned_version_however_old_the_accounts_is()
    {
        await using var scene = await StripeScene.StartAsync(
            new StripeAccountTerms("acct_1Old") { DefaultVersion = ApiVersion.Acacia }
        );
        var subscription = Subscribe(scene);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Account.Subscriptions.ChangeQuantity(subscription, 5);
        scene.Account.Subscriptions.ChangeQuantity(subscription, 7);
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        scene.Simulator.Requests.Clear();

        var run = await scene.SyncAsync();

        Assert.Empty(run.Rejects);
        Assert.Equal(1, scene.Simulator.Requests.Count($"/v1/subscriptions/{subscription.Id}"));
        var stored = scene.Stored.Find("subscriptions", subscription.Id)!;
        Assert.Contains("\"quantity\":7", stored.Payload, StringComparison.Ordinal);
        Assert.Equal(StripeScene.Start + Hour, stored.ChangedAt);
    }

    [Fact]
    public async Task A_quiet_hour_takes_three_calls()
    {
        await using var scene = await StripeScene.StartAsync();
        Subscribe(scene);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Simulator.Requests.Clear();

        await scene.SyncAsync();

        Assert.Equal(
            ["/v1/account", "/v1/events", "/v1/balance_transactions"],
            scene.Simulator.Requests.All.Select(request => request.Path)
        );
    }

    [Fact]
    public async Task Between_two_full_seconds_the_events_are_asked_for_once_as_well()
    {
        await using var scene = await StripeScene.StartAsync();
        Subscribe(scene);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour + TimeSpan.FromMilliseconds(250));
        scene.Simulator.Requests.Clear();

        await scene.SyncAsync();

        Assert.Equal(1, scene.Simulator.Requests.Count("/v1/events"));
    }

    [Fact]
    public async Task Events_that_become_visible_late_are_not_missed()
    {
        await using var scene = await StripeScene.StartAsync(
            options: new StripeOptions { EventLag = TimeSpan.FromSeconds(45) }
        );
        var subscription = Subscribe(scene);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Account.Subscriptions.ChangeQuantity(subscription, 5);
        scene.Clock.Advance(TimeSpan.FromSeconds(30));
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);

        await scene.SyncAsync();

        Assert.Contains(
            "\"quantity\":5",
            scene.Stored.Find("subscriptions", subscription.Id)!.Payload,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_changes_during_the_first_reading_is_not_missed()
    {
        await using var scene = await StripeScene.StartAsync();
        var subscription = Subscribe(scene);
        await scene.SyncAsync("events", "subscriptions");
        scene.Account.Subscriptions.Cancel(subscription);
        scene.Clock.Advance(Hour);

        await scene.SyncAsync();

        Assert.Contains(
            "\"canceled\"",
            scene.Stored.Find("subscriptions", subscription.Id)!.Payload,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_deleted_customer_stays_as_deleted_with_what_was_known()
    {
        await using var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Account.Customers.Delete(customer);
        scene.Clock.Advance(Hour);

        await scene.SyncAsync();

        var stored = scene.Stored.Find("customers", customer.Id)!;
        Assert.True(stored.Deleted);
        Assert.NotNull(stored.Payload);
    }

    [Fact]
    public async Task An_object_that_cannot_be_found_any_more_is_kept_as_deleted()
    {
        await using var scene = await StripeScene.StartAsync();
        var coupon = scene.Account.Catalog.CreateCoupon(new CouponTerms("forever", 10));
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Account.Catalog.Delete(coupon);
        scene.Clock.Advance(Hour);

        await scene.SyncAsync();

        Assert.True(scene.Stored.Find("coupons", coupon.Id)!.Deleted);
    }

    [Fact]
    public async Task After_more_than_29_days_everything_that_can_change_is_read_again_and_people_are_told()
    {
        await using var scene = await StripeScene.StartAsync();
        var subscription = Subscribe(scene);
        await scene.SyncAsync();
        scene.Account.Subscriptions.Cancel(subscription);
        scene.Clock.Advance(TimeSpan.FromDays(31));

        var run = await scene.SyncAsync();

        Assert.Contains("29 days", Assert.Single(run.Notices), StringComparison.Ordinal);
        Assert.DoesNotContain("balance_transactions", run.Restarts);
        Assert.Contains(
            "\"canceled\"",
            scene.Stored.Find("subscriptions", subscription.Id)!.Payload,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Twenty_days_without_a_run_are_made_up_for_from_the_events()
    {
        await using var scene = await StripeScene.StartAsync();
        var subscription = Subscribe(scene);
        await scene.SyncAsync();
        scene.Account.Subscriptions.Cancel(subscription);
        scene.Clock.Advance(TimeSpan.FromDays(20));

        var run = await scene.SyncAsync();

        Assert.Empty(run.Restarts);
        Assert.Contains(
            "\"canceled\"",
            scene.Stored.Find("subscriptions", subscription.Id)!.Payload,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_right_that_is_taken_away_is_no_empty_stream_and_heals_when_it_is_given_back()
    {
        await using var scene = await StripeScene.StartAsync();
        var subscription = Subscribe(scene);
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        scene.Key.Deny("rak_subscription_read");
        scene.Account.Subscriptions.Cancel(subscription);
        scene.Clock.Advance(Hour);

        var denied = await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        var still = await scene.SyncAsync();
        scene.Key.Grant("rak_subscription_read");
        scene.Clock.Advance(Hour);
        var healed = await scene.SyncAsync();

        Assert.Equal(IntegrationFault.NoAccess, denied.Faults["subscriptions"].Fault);
        Assert.Equal(IntegrationFault.NoAccess, still.Faults["subscriptions"].Fault);
        Assert.Empty(healed.Faults);
        Assert.Contains(
            "\"canceled\"",
            scene.Stored.Find("subscriptions", subscription.Id)!.Payload,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_burst_of_new_objects_is_listed_and_not_fetched_one_by_one()
    {
        await using var scene = await StripeScene.StartAsync();
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        var customer = scene.Account.Customers.Create();
        for (var made = 0; made < 350; made++)
            scene.Account.Payments.Charge(customer, 100 + made, "usd");
        scene.Clock.Advance(Hour);
        scene.Simulator.Requests.Clear();

        await scene.SyncAsync();

        Assert.Equal(350, scene.Stored.All("charges").Count);
        Assert.Equal(0, scene.Simulator.Requests.Count("/v1/charges/*"));
    }

    [Fact]
    public async Task Every_page_of_what_changed_has_a_position_of_its_own_and_what_is_stored_is_not_fetched_again()
    {
        await using var scene = await StripeScene.StartAsync();
        var customers = Enumerable.Range(0, 150).Select(_ => scene.Account.Customers.Create()).ToList();
        await scene.SyncAsync();
        scene.Clock.Advance(Hour);
        customers.ForEach(customer => scene.Account.Customers.Rename(customer, "Renamed"));
        scene.Clock.Advance(Hour);
        var pages = await scene.ReadAsync("events", scene.Stored.CheckpointOf("events"));
        Assert.Equal(pages.Count, pages.Select(page => page.Next.Value).Distinct().Count());
        scene.Stored.Keep("events", pages[0], scene.Open(), new SceneRun());

        var rest = await scene.ReadAsync("events", pages[0].Next);

        Assert.Equal(50, rest.Sum(page => page.Records.Count));
        Assert.DoesNotContain(pages[0].Next, rest.Select(page => page.Next));
    }

    [Fact]
    public async Task A_hint_of_the_other_mode_touches_nothing()
    {
        await using var scene = await StripeScene.StartAsync();
        var hint = new SourceHint(
            "charges",
            "ch_test",
            scene.Clock.GetUtcNow(),
            false,
            """{"id":"ch_test","livemode":false}"""
        );

        var pages = await FetchAsync(scene, hint);

        Assert.Empty(pages.SelectMany(page => page.Records));
    }

    [Fact]
    public async Task Hinted_objects_come_as_they_are_now()
    {
        await using var scene = await StripeScene.StartAsync();
        var subscription = Subscribe(scene);
        var at = scene.Clock.GetUtcNow();

        var pages = await FetchAsync(
            scene,
            new SourceHint("subscriptions", subscription.Id, at, false),
            new SourceHint("subscriptions", subscription.Id, at.AddSeconds(-5), false),
            new SourceHint("subscriptions", "sub_gone", at, true)
        );

        var records = pages
            .SelectMany(page => page.Records)
            .ToDictionary(record => record.Payload.GetProperty("id").GetString()!);
        Assert.Equal(2, records.Count);
        Assert.Equal("active", records[subscription.Id].Payload.GetProperty("status").GetString());
        Assert.True(records["sub_gone"].Payload.GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task Two_connections_never_see_each_others_accounts()
    {
        await using var scene = await StripeScene.StartAsync();
        var other = scene.Simulator.Stripe.CreateAccount("acct_1Other");
        scene.Account.Payments.Charge(scene.Account.Customers.Create(), 100, "usd");
        other.Payments.Charge(other.Customers.Create(), 200, "usd");
        var adapters = new[] { scene.Open(), scene.Open(other.CreateRestrictedKey().Value) };
        var found = new List<string>();

        foreach (var adapter in adapters)
        {
            await foreach (var page in adapter.SyncAsync(scene.Stored.Request("charges"), CancellationToken.None))
                found.AddRange(page.Records.Select(record => record.Payload.GetProperty("amount").GetRawText()));
        }

        Assert.Equal(["100", "200"], found);
    }

    private static async Task<List<SourcePage>> FetchAsync(StripeScene scene, params SourceHint[] hints)
    {
        var pages = new List<SourcePage>();
        var request = scene.Stored.Request("events");
        await foreach (var page in ((IFetchesHints)scene.Open()).FetchAsync(hints, request, CancellationToken.None))
            pages.Add(page);
        return pages;
    }

    private static Subscription Subscribe(StripeScene scene) =>
        scene.Account.Subscriptions.Create(
            scene.Account.Customers.Create(),
            scene.Account.Catalog.CreatePrice(new PriceTerms("usd", 1000))
        );
}
