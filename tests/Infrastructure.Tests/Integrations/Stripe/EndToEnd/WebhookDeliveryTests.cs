using System.Globalization;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Stripe;
using Nexus.ProviderSimulator.Stripe.Objects;
using Nexus.ProviderSimulator.Stripe.Webhooks;
using Nexus.Testing.Http;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>Events that Stripe posts with a true signature: stored, acknowledged, worked off.</summary>
public sealed class WebhookDeliveryTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private const string Secret = "whsec_5ZQ1fJc0m9Xr7Tt2";
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_change_is_shown_after_one_pass_that_asked_for_nothing_else()
    {
        await using var scene = await SceneAsync();
        scene.Workspace.Account.Subscriptions.ChangeQuantity(scene.Subscription, 3);
        scene.Nexus.Simulator.Requests.Clear();

        var sent = await scene.Workspace.Account.Webhooks.DeliverAsync();
        var run = await scene.Nexus.RunOnceAsync();

        Assert.All(sent, attempt => Assert.Equal(200, attempt.Status));
        Assert.Equal(RunStatus.Succeeded, run!.Status);
        Assert.Equal(30m, await scene.Workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
        Assert.Equal(
            ["/v1/account", $"/v1/subscriptions/{scene.Subscription.Id}"],
            scene.Nexus.Simulator.Requests.All.Select(request => request.Path).Where(IsOfSubscriptions).Distinct()
        );
        Assert.Equal(0, scene.Nexus.Simulator.Requests.Count("/v1/events"));
        Assert.Equal(
            ["webhook succeeded"],
            await scene.Workspace.RowsAsync($"select kind, status from nexus.sync_run where run_id = '{run.RunId}'")
        );

        static bool IsOfSubscriptions(string path) =>
            path == "/v1/account" || path.StartsWith("/v1/subscriptions/", StringComparison.Ordinal);
    }

    /// <remarks>Movements of the balance, which volumes are made of, have no events of their own.</remarks>
    [Fact]
    public async Task A_payment_and_its_refund_are_in_the_volume_after_one_pass()
    {
        await using var scene = await SceneAsync();
        var payments = scene.Workspace.Account.Payments;
        var before = await scene.Workspace.OnAsync("revenue.gross_volume", new(2026, 3, 10)) ?? 0m;
        var charge = payments.Charge(null, 12_34, "usd");
        payments.Refund(charge, 2_34);
        scene.Nexus.Simulator.Requests.Clear();

        await scene.Workspace.Account.Webhooks.DeliverAsync();
        await scene.Nexus.RunOnceAsync();

        Assert.Equal(before + 12.34m, await scene.Workspace.OnAsync("revenue.gross_volume", new(2026, 3, 10)));
        Assert.Equal(2.34m, await scene.Workspace.OnAsync("revenue.refunds", new(2026, 3, 10)));
        Assert.Equal(0, scene.Nexus.Simulator.Requests.Count("/v1/balance_transactions"));
    }

    [Fact]
    public async Task It_is_stored_before_it_is_acknowledged_and_not_acknowledged_where_it_cannot_be_stored()
    {
        await using var scene = await SceneAsync();
        var webhooks = scene.Workspace.Account.Webhooks;
        await AdministrateAsync("revoke insert on nexus.webhook_event from nexus_app");
        scene.Workspace.Account.Subscriptions.ChangeQuantity(scene.Subscription, 4);

        var refused = await webhooks.DeliverAsync();
        await AdministrateAsync("grant insert on nexus.webhook_event to nexus_app");
        var again = await webhooks.DeliverAsync();

        Assert.NotEmpty(refused);
        Assert.All(refused, attempt => Assert.InRange(attempt.Status!.Value, 500, 599));
        Assert.All(again, attempt => Assert.Equal(200, attempt.Status));
        Assert.Equal(
            [.. again.Select(attempt => attempt.Event.Id).Order(StringComparer.Ordinal)],
            await StoredAsync(scene)
        );
        await scene.Nexus.RunOnceAsync();
        Assert.Equal(40m, await scene.Workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
    }

    [Fact]
    public async Task Concurrent_duplicate_once()
    {
        await using var scene = await SceneAsync();
        scene.Workspace.Account.Payments.Charge(null, 5_00, "usd");

        var sent = await scene.Workspace.Account.Webhooks.DeliverAsync(
            new WebhookDelivery
            {
                ShuffleSeed = 2,
                MaxCopies = 12,
                Parallel = 16,
            }
        );

        var events = sent.Where(attempt => EventHints.Types.Contains(attempt.Event.Type))
            .Select(attempt => attempt.Event.Id)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.True(sent.Count > events.Count, $"{sent.Count} deliveries of {events.Count} events");
        Assert.All(sent, attempt => Assert.Equal(200, attempt.Status));
        Assert.Equal([.. events.Order(StringComparer.Ordinal)], await StoredAsync(scene));
    }

    [Fact]
    public async Task While_a_secret_is_rolled_nothing_is_refused()
    {
        await using var scene = await SceneAsync();
        var (account, endpoint) = (scene.Workspace.Account, scene.Endpoint);

        Assert.True(await DeliversAsync(), "signed with the first secret");
        var next = endpoint.RollSecret();
        Assert.True(await DeliversAsync(), "signed with both, known is the first");
        await scene.Workspace.SendAsync(
            new UpdateConnection.Command(
                scene.Workspace.Connection,
                Name: null,
                Settings: null,
                Schedule: null,
                ScheduleZone: null,
                new Dictionary<string, Secret?>(StringComparer.Ordinal) { ["webhookSecret"] = new(next) }
            )
        );
        Assert.True(await DeliversAsync(), "signed with both, known are both");
        var late = account.Webhooks.Register(endpoint.Url, secret: Secret);
        Assert.True(await DeliversAsync(), "signed with either, known are both");
        account.Webhooks.Remove(late);
        endpoint.ExpireOldSecrets();
        Assert.True(await DeliversAsync(), "signed with the second secret");

        async Task<bool> DeliversAsync()
        {
            account.Payments.Charge(null, 1_00, "usd");
            var sent = await account.Webhooks.DeliverAsync();
            return sent.Count > 0 && sent.All(attempt => attempt.Succeeded);
        }
    }

    [Fact]
    public async Task Thin_events_are_recognised_and_kept_out()
    {
        await using var scene = await SceneAsync();
        scene.Endpoint.IsThin = true;
        scene.Workspace.Account.Subscriptions.ChangeQuantity(scene.Subscription, 3);

        var sent = await scene.Workspace.Account.Webhooks.DeliverAsync();

        Assert.All(sent, attempt => Assert.Equal(200, attempt.Status));
        Assert.Empty(await StoredAsync(scene));
        Assert.Contains("outcome=\"ignored\"", await MetricsAsync(scene), StringComparison.Ordinal);
        // The poll finds what they were about.
        await scene.Nexus.MoveAsync(TimeSpan.FromHours(2));
        await scene.Nexus.RunAsync();
        Assert.Equal(30m, await scene.Workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
    }

    [Fact]
    public async Task Types_that_nothing_is_done_with_are_acknowledged_counted_and_not_stored()
    {
        await using var scene = await SceneAsync();
        var created = Start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var happened =
            """{"id":"evt_unknown","object":"event","created":0,"livemode":true,"type":"issuing_card.created","data":{"object":{"id":"ic_1","object":"issuing.card"}}}""".Replace(
                "\"created\":0",
                $"\"created\":{created}",
                StringComparison.Ordinal
            );

        var status = await PostAsync(scene, happened);

        Assert.Equal(200, status);
        Assert.Empty(await StoredAsync(scene));
        Assert.Contains("outcome=\"unknown\"", await MetricsAsync(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_although_it_is_signed()
    {
        await using var scene = await SceneAsync();
        var happened =
            $$"""{"id":"evt_large","object":"event","created":1,"livemode":true,"type":"charge.updated","pad":"{{new string('x', 2 * 1024 * 1024)}}"}""";

        Assert.Equal(413, await PostAsync(scene, happened));
        Assert.Empty(await StoredAsync(scene));
    }

    [Fact]
    public async Task Each_delivery_is_worked_off_by_the_next_pass_and_then_nothing_is_due()
    {
        await using var scene = await SceneAsync();
        for (var quantity = 2; quantity <= 5; quantity++)
        {
            await scene.Nexus.MoveAsync(TimeSpan.FromSeconds(1));
            scene.Workspace.Account.Subscriptions.ChangeQuantity(scene.Subscription, quantity);
            await scene.Workspace.Account.Webhooks.DeliverAsync();
            await scene.Nexus.RunOnceAsync();
            Assert.Equal(quantity * 10m, await scene.Workspace.OnAsync("revenue.mrr", new(2026, 3, 10)));
        }
        Assert.Null(await scene.Nexus.RunOnceAsync());
    }

    private async Task<Scene> SceneAsync()
    {
        var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        Subscription subscription;
        using (workspace.Account.At(Start.AddDays(-2)))
        {
            var price = workspace.Account.Catalog.CreatePrice(new("usd", 1000));
            subscription = workspace.Account.Subscriptions.Create(
                workspace.Account.Customers.Create(),
                price,
                new() { Bills = false }
            );
            workspace.Account.Payments.Charge(null, 1_00, "usd");
        }
        await workspace.ConnectAsync(webhookSecret: Secret);
        await nexus.RunAsync();
        await nexus.MoveAsync(TimeSpan.FromMinutes(10));
        // The connection's own minute of the hour may be among them.
        await nexus.RunAsync();
        var node = await nexus.ServeAsync();
        return new Scene(nexus, node, workspace, subscription, workspace.SendTo(node, Secret));
    }

    private static Task<List<string>> StoredAsync(Scene scene) =>
        scene.Workspace.RowsAsync("""select event_id from nexus.webhook_event order by event_id collate "C" """);

    private static async Task<string> MetricsAsync(Scene scene)
    {
        using var client = scene.Node.Client();
        var lines = (await client.GetStringAsync("/metrics")).Split('\n');
        return string.Join('\n', lines.Where(line => line.StartsWith("nexus_webhooks", StringComparison.Ordinal)));
    }

    private static async Task<int> PostAsync(Scene scene, string body)
    {
        using var client = scene.Node.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Endpoint.Url)
        {
            Content = new StringContent(body),
        };
        var header = WebhookSignature.Header(body, scene.Nexus.Clock.GetUtcNow(), [Secret]);
        request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private async Task AdministrateAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.Database.Administrator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Scene(
        StripeNexus Nexus,
        RunningNexus Node,
        StripeWorkspace Workspace,
        Subscription Subscription,
        WebhookEndpoint Endpoint
    ) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await Nexus.DisposeAsync();
        }
    }
}
