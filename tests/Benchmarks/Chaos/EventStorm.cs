using Nexus.Benchmarks.Nodes;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Objects;
using Nexus.ProviderSimulator.Stripe.Webhooks;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Events in random order, most of them more than once, some after newer ones, while the nodes that take them are killed.</summary>
internal sealed class EventStorm(ChaosStage stage)
{
    private const string Secret = "whsec_benchmark0123456789benchmark";
    private const int MostCopies = 5;
    private const int DelayedPercent = 5;

    /// <summary>A node lives at least this long; there are always two.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(4);

    /// <summary>As Stripe does, though sooner: what was refused is sent again.</summary>
    private static readonly TimeSpan SentAgain = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(int events, CancellationToken cancellationToken)
    {
        var account = stage.Simulator.Stripe.CreateAccount("acct_1Storm");
        var connected = await stage.Office.ConnectAsync(account, Secret, cancellationToken);
        await using var one = new Relay(name => stage.Terms($"one-{name}"));
        await using var other = new Relay(name => stage.Terms($"other-{name}"));
        var node = await one.CurrentAsync(cancellationToken);
        Begin(account);
        await stage.Office.AskAsync(connected, RunKind.Manual, cancellationToken);
        await stage.Office.SettledAsync(connected, cancellationToken);

        var endpoint = account.Webhooks.Register(Of(node, connected), secret: Secret);
        Happen(account, events);
        var happened = account.Webhooks.Waiting;
        using var delivered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = KillAsync(one, other, survivor => endpoint.Url = Of(survivor, connected), delivered.Token);
        await DeliverAsync(account, cancellationToken);
        await delivered.CancelAsync();
        var kills = await killing;
        await other.CurrentAsync(cancellationToken);
        await stage.Office.SettledAsync(connected, cancellationToken);
        // Balance transactions have no events: the hourly sync reads them.
        await stage.Office.AskAsync(connected, RunKind.Manual, cancellationToken);
        await stage.Office.SettledAsync(connected, cancellationToken);
        var copy = await stage.Office.ConnectAsync(account, webhookSecret: null, cancellationToken);
        await stage.Office.AskAsync(copy, RunKind.Manual, cancellationToken);
        await stage.Office.SettledAsync(copy, cancellationToken);

        var sent = account.Webhooks.Attempts.Count;
        var refused = account.Webhooks.Attempts.Count(attempt => !attempt.Succeeded);
        stage.Run.Say($"  {happened} events sent {sent} times, {refused} of them refused; {kills} kills");
        var findings =
            await Findings.AgainstOracleAsync(stage.Run.Database, connected, cancellationToken)
            + await Findings.ObjectsAsync(stage.Run.Database, connected, copy, cancellationToken);
        stage.Run.Say($"  {findings}");
        return
        [
            BenchmarkResult.AtLeast("events", happened, "events", events),
            BenchmarkResult.None("events_not_stored", await MissingAsync(account, connected, cancellationToken)),
            BenchmarkResult.None("events_wrong", findings.Lost + findings.Duplicated + findings.Wrong),
        ];
    }

    /// <summary>What is there before anybody sends events.</summary>
    private static void Begin(StripeAccount account)
    {
        using var silence = account.WithoutEvents();
        using var _ = account.At(account.Now.AddDays(-30));
        account.Payments.Charge(account.Customers.Create(), 1_000, "usd");
    }

    /// <summary>Customers come, subscribe, change, pay, are refunded and go, all of it now, until there are so many events.</summary>
    private static void Happen(StripeAccount account, int events)
    {
        var random = new Random(ChaosStage.Seed);
        Price[] prices =
        [
            .. new[] { 1_000, 2_500, 9_900 }.Select(amount => account.Catalog.CreatePrice(new("usd", amount))),
        ];
        while (account.Webhooks.Waiting < events)
        {
            var customer = account.Customers.Create();
            var subscription = account.Subscriptions.Create(customer, random.GetItems(prices, 1)[0]);
            account.Customers.Rename(customer, "Renamed");
            account.Subscriptions.ChangeQuantity(subscription, random.Next(2, 9));
            var charge = account.Payments.Charge(customer, random.Next(100, 50_000), "usd");
            if (random.Next(4) == 0)
                account.Payments.Refund(charge, 50);
            if (random.Next(10) == 0)
                account.Payments.CloseDispute(account.Payments.Dispute(charge), won: random.Next(2) == 0);
            if (random.Next(3) == 0)
                account.Subscriptions.Cancel(subscription);
            if (random.Next(20) == 0)
                account.Customers.Delete(customer);
        }
    }

    private static async Task DeliverAsync(StripeAccount account, CancellationToken cancellationToken)
    {
        for (var round = 0; account.Webhooks.Waiting > 0; round++)
        {
            var delivery = new WebhookDelivery
            {
                ShuffleSeed = ChaosStage.Seed + round,
                MaxCopies = round == 0 ? MostCopies : 1,
                DelayedPercent = round == 0 ? DelayedPercent : 0,
                Parallel = 8,
            };
            await account.Webhooks.DeliverAsync(delivery, cancellationToken);
            await Task.Delay(SentAgain, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Kills one of the two and then the other; whoever is to live takes the deliveries.</summary>
    /// <returns>How many were killed.</returns>
    private static async Task<int> KillAsync(
        Relay one,
        Relay other,
        Action<NexusNode> send,
        CancellationToken delivered
    )
    {
        var kills = 0;
        try
        {
            for (var (dying, living) = (one, other); ; (dying, living) = (living, dying))
            {
                var survivor = await living.CurrentAsync(delivered);
                await Task.Delay(Life, TimeProvider.System, delivered);
                // It dies with deliveries on the way; those that follow reach the other.
                await dying.KillAsync();
                send(survivor);
                kills++;
            }
        }
        catch (OperationCanceledException) when (delivered.IsCancellationRequested)
        {
            return kills;
        }
    }

    /// <summary>Events of the types that Nexus takes that are not in its inbox.</summary>
    private async Task<long> MissingAsync(
        StripeAccount account,
        ConnectedAccount connected,
        CancellationToken cancellationToken
    )
    {
        var stored = await stage.Run.Database.AskAsync<string[]>(
            $"select coalesce(array_agg(event_id), '{{}}') from nexus.webhook_event where connection_id = {connected.Number}",
            cancellationToken
        );
        var types = await stage.Run.Database.AskAsync<string[]>(
            $"select coalesce(array_agg(distinct type), '{{}}') from nexus.webhook_event where connection_id = {connected.Number}",
            cancellationToken
        );
        return account
            .Store.Events.All.Where(happened => types.Contains(happened.Type, StringComparer.Ordinal))
            .Select(happened => happened.Id)
            .Except(stored, StringComparer.Ordinal)
            .LongCount();
    }

    private static Uri Of(NexusNode node, ConnectedAccount connected) =>
        new(node.Address, $"webhooks/stripe/{connected.Id}");
}
