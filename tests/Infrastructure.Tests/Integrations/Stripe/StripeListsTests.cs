using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.ProviderSimulator.Stripe.Actions;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

public sealed class StripeListsTests
{
    [Fact]
    public async Task A_list_of_many_pages_is_read_to_its_end_and_each_page_once()
    {
        await using var scene = await WithChargesAsync(250);

        await scene.SyncAsync("charges");

        Assert.Equal(250, scene.Stored.All("charges").Count);
        Assert.Equal(3, scene.Simulator.Requests.Count("/v1/charges"));
    }

    [Fact]
    public async Task Reading_on_from_any_page_brings_the_rest_and_no_more()
    {
        await using var scene = await WithChargesAsync(250);
        var pages = await scene.ReadAsync("charges");

        for (var read = 1; read < pages.Count; read++)
        {
            var rest = await scene.ReadAsync("charges", pages[read - 1].Next);
            Assert.Equal(pages.Skip(read).SelectMany(Ids), rest.SelectMany(Ids));
        }
        Assert.NotNull(pages[^1].ListedSince);
        Assert.Empty(await scene.ReadAsync("charges", pages[^1].Next));
    }

    [Theory]
    [InlineData("charges")]
    [InlineData("balance_transactions")]
    public async Task A_comparison_that_was_cut_off_reads_the_rest_and_behind_its_last_page_nothing(string stream)
    {
        await using var scene = await WithChargesAsync(250);
        var pages = await scene.ReadAsync(stream, relist: true);

        var rests = new List<int>();
        foreach (var page in pages)
            rests.Add((await scene.ReadAsync(stream, page.Next, relist: true)).Count);

        Assert.Equal([2, 1, 0], rests);
    }

    [Fact]
    public async Task Objects_of_one_second_are_all_read()
    {
        await using var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        using (scene.Account.At(StripeScene.Start.AddDays(-1)))
        {
            for (var made = 0; made < 230; made++)
                scene.Account.Payments.Charge(customer, 100, "usd");
        }

        await scene.SyncAsync();

        Assert.Equal(230, scene.Stored.All("charges").Count);
        Assert.Equal(230, scene.Stored.All("balance_transactions").Count);
    }

    [Fact]
    public async Task A_cursor_whose_object_is_gone_loses_nothing()
    {
        await using var scene = await StripeScene.StartAsync();
        for (var made = 0; made < 150; made++)
        {
            using var _ = scene.Account.At(StripeScene.Start.AddMinutes(-made));
            scene.Account.Customers.Create(id: $"cus_{made}");
        }
        var first = (await scene.ReadAsync("customers"))[0];
        scene.Simulator.Faults.OnCall(
            "/v1/customers",
            1,
            Nexus.ProviderSimulator.Faults.Fault.Status(
                400,
                """{"error":{"type":"invalid_request_error","code":"resource_missing","param":"starting_after","message":"No such customer"}}"""
            )
        );

        var rest = await scene.ReadAsync("customers", first.Next);

        Assert.Equal(150, Ids(first).Concat(rest.SelectMany(Ids)).Distinct().Count());
    }

    [Fact]
    public async Task Lines_that_an_invoice_cuts_off_are_followed()
    {
        await using var scene = await StripeScene.StartAsync();
        var amounts = Enumerable.Range(1, 230).Select(cents => (long)cents).ToArray();
        scene.Account.Invoices.CreateManual(scene.Account.Customers.Create(), "usd", amounts);

        var page = Assert.Single(await scene.ReadAsync("invoices"));

        var lines = Assert.Single(page.Records).Payload.GetProperty("lines");
        Assert.Equal(230, lines.GetProperty("data").GetArrayLength());
        Assert.False(lines.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task Items_that_a_subscription_cuts_off_are_followed()
    {
        await using var scene = await StripeScene.StartAsync();
        var more = Enumerable.Range(0, 24).Select(_ => (NewPrice(scene), (long?)1)).ToList();
        scene.Account.Subscriptions.Create(
            scene.Account.Customers.Create(),
            NewPrice(scene),
            new SubscriptionTerms { MoreItems = more }
        );

        var page = Assert.Single(await scene.ReadAsync("subscriptions"));

        Assert.Equal(25, Assert.Single(page.Records).Payload.GetProperty("items").GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Cancelled_subscriptions_are_read_too()
    {
        await using var scene = await StripeScene.StartAsync();
        scene.Account.Subscriptions.Cancel(
            scene.Account.Subscriptions.Create(scene.Account.Customers.Create(), NewPrice(scene))
        );

        await scene.SyncAsync("subscriptions");

        Assert.Single(scene.Stored.All("subscriptions"));
    }

    [Fact]
    public async Task A_day_range_reads_what_happened_then_and_declares_nothing_deleted()
    {
        await using var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        foreach (var daysAgo in new[] { 5, 40, 400 })
        {
            using var _ = scene.Account.At(StripeScene.Start.AddDays(-daysAgo));
            scene.Account.Payments.Charge(customer, 100, "usd");
        }
        var day = DateOnly.FromDateTime(StripeScene.Start.AddDays(-40).UtcDateTime);
        var request = scene.Stored.Request("charges") with { Days = new DateRange(day, day) };
        var pages = new List<SourcePage>();

        await foreach (var page in scene.Open().SyncAsync(request, CancellationToken.None))
            pages.Add(page);

        Assert.Single(pages.SelectMany(Ids));
        Assert.All(pages, page => Assert.Null(page.ListedSince));
    }

    [Fact]
    public async Task History_before_the_first_day_of_the_settings_is_left_out_and_not_called_deleted()
    {
        await using var scene = await StripeScene.StartAsync();
        using (scene.Account.At(StripeScene.Start.AddDays(-400)))
            scene.Account.Payments.Charge(scene.Account.Customers.Create(), 100, "usd");
        var adapter = scene.Open(settings: new JsonObject { ["backfillFrom"] = "2026-01-01" });
        var pages = new List<SourcePage>();

        await foreach (var page in adapter.SyncAsync(scene.Stored.Request("charges"), CancellationToken.None))
            pages.Add(page);

        Assert.Empty(pages.SelectMany(Ids));
        Assert.All(pages, page => Assert.Null(page.ListedSince));
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_reading()
    {
        await using var scene = await WithChargesAsync(250);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in scene.Open().SyncAsync(scene.Stored.Request("charges"), stop.Token))
                await stop.CancelAsync();
        });
    }

    [Fact]
    public async Task A_checkpoint_of_another_version_begins_the_list_again()
    {
        await using var scene = await WithChargesAsync(3);

        var pages = await scene.ReadAsync("charges", new Checkpoint("""{"v":99,"isDone":true}"""));

        Assert.Equal(3, pages.SelectMany(Ids).Count());
    }

    private static Price NewPrice(StripeScene scene) => scene.Account.Catalog.CreatePrice(new PriceTerms("usd", 1000));

    private static IEnumerable<string> Ids(SourcePage page) =>
        page.Records.Select(record => record.Payload.GetProperty("id").GetString()!);

    private static async Task<StripeScene> WithChargesAsync(int count)
    {
        var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        for (var made = 0; made < count; made++)
            scene.Account.Payments.Charge(customer, 100 + made, "usd");
        return scene;
    }
}
