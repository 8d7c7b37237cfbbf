using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Stripe;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Stripe;

namespace Nexus.Benchmarks.Webhooks;

/// <summary>How long deliveries wait for their 2xx at a steady rate, and whether any is lost where the database restarts.</summary>
internal sealed class WebhooksBenchmark : IBenchmark
{
    private const string Secret = "whsec_benchmark0123456789benchmark";
    private const int PerSecond = 300;
    private const int Seconds = 60;
    private const int Samples = 500;
    private const double Allowed = 200;

    public string Name => "webhooks";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var simulator = await Simulator.StartAsync(cancellationToken: cancellationToken);
        await using var office = Office.Open(run.Database, simulator);
        var account = simulator.Stripe.CreateAccount("acct_1Webhooks");
        Begin(account);
        var connected = await office.ConnectAsync(account, Secret, cancellationToken);
        await using var node = NexusNode.Launch(NodeTerms.On(run.Database, "node") with { Stripe = simulator.BaseUrl });
        await node.StartAsync(cancellationToken);
        await office.AskAsync(connected, RunKind.Manual, cancellationToken);
        await office.SettledAsync(connected, cancellationToken);

        using var sender = new WebhookSender(
            new Uri(node.Address, $"webhooks/stripe/{connected.Id}"),
            Secret,
            Templates(account, simulator)
        );
        var seconds = run.Scaled(Seconds, 3);
        await sender.SendAsync("warm", PerSecond, 2, cancellationToken);
        var steady = await sender.SendAsync("steady", PerSecond, seconds, cancellationToken);
        run.Say($"  steady: {steady}");
        var sending = sender.SendAsync("restart", PerSecond, Math.Max(6, seconds / 2), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        await run.Database.RestartAsync(cancellationToken);
        var restarted = await sending;
        run.Say($"  with a restart of PostgreSQL: {restarted}");
        return
        [
            BenchmarkResult.Below("webhooks_p99", steady.Times.Percentile(99), "ms", Allowed),
            BenchmarkResult.None("webhooks_lost", await LostAsync(run, connected, steady, cancellationToken)),
            BenchmarkResult.AtLeast("webhooks_refused_during_restart", restarted.Refused, "requests", 0),
            BenchmarkResult.None(
                "webhooks_lost_with_restart",
                await LostAsync(run, connected, restarted, cancellationToken)
            ),
        ];
    }

    /// <summary>Acknowledged events that are not in the database.</summary>
    private static async Task<long> LostAsync(
        BenchmarkRun run,
        ConnectedAccount connected,
        Sent sent,
        CancellationToken cancellationToken
    )
    {
        var stored = await run.Database.AskAsync<string[]>(
            $"select array_agg(event_id) from nexus.webhook_event where connection_id = {connected.Number}",
            cancellationToken
        );
        return sent.Acknowledged.Except(stored, StringComparer.Ordinal).LongCount();
    }

    private static void Begin(StripeAccount account)
    {
        using var silence = account.WithoutEvents();
        account.Payments.Charge(account.Customers.Create(), 1_000, "usd");
    }

    /// <summary>Events as Stripe would send them, of many objects; each delivery is one of them under an id of its own.</summary>
    private static IReadOnlyList<EventTemplate> Templates(StripeAccount account, Simulator simulator)
    {
        var endpoint = account.Webhooks.Register(simulator.BaseUrl, secret: Secret);
        var customer = account.Customers.Create();
        for (var made = 0; made < Samples; made++)
            account.Payments.Charge(customer, 100 + made, "usd");
        // Those that Nexus has no use for are acknowledged and not stored; an operator does not subscribe to them.
        var events = account.Store.Events.All.Where(happened => EventHints.Types.Contains(happened.Type)).ToList();
        var templates = events.ConvertAll(happened => new EventTemplate(
            happened.Id,
            account.Webhooks.Sign(happened, endpoint).Body
        ));
        account.Webhooks.Remove(endpoint);
        return templates;
    }
}
