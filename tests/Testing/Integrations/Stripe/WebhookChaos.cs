using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Stripe;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.ProviderSimulator.Stripe.Webhooks;
using Nexus.Testing.Postgres;

namespace Nexus.Testing.Integrations.Stripe;

/// <summary>What a storm of deliveries left behind.</summary>
/// <param name="Events">Events that Stripe had to tell, of types that something is done with.</param>
/// <param name="Deliveries">How often they were sent, all told.</param>
/// <param name="Refused">Deliveries that were not acknowledged.</param>
/// <param name="Stored">Events in the inbox; each of them once.</param>
/// <param name="Unprocessed">Events that no run has worked off.</param>
/// <param name="Different">Objects that are held otherwise than they are at Stripe, or are missing on either side: what is held, then what is true.</param>
/// <param name="FailedRuns">Runs that did not succeed.</param>
/// <param name="Mrr">Recurring revenue as the query answers it.</param>
/// <param name="TrueMrr">The same as the oracle has it.</param>
public sealed record WebhookChaosOutcome(
    int Events,
    int Deliveries,
    int Refused,
    int Stored,
    int Unprocessed,
    IReadOnlyList<string> Different,
    int FailedRuns,
    decimal? Mrr,
    decimal TrueMrr
)
{
    public bool IsRight =>
        Refused == 0
        && Stored == Events
        && Unprocessed == 0
        && Different.Count == 0
        && FailedRuns == 0
        && Mrr is { } mrr
        && decimal.Round(mrr, 8) == decimal.Round(TrueMrr, 8);
}

/// <summary>
/// Stripe's events over HTTP in no order, each one to five times, some of them days late, while runs work them off; in the
/// end nothing but they may have brought the copy up to date.
/// </summary>
public static class WebhookChaos
{
    private const string Secret = "whsec_chaos5ZQ1fJc0m9Xr7Tt2";
    private const int MostCopies = 5;
    private const int DelayedPercent = 5;

    /// <summary>Days that are played; the events of all are within Stripe's retention.</summary>
    private const int Days = 24;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Streams whose changes no event tells of, so that deliveries alone cannot keep them current.</summary>
    private static readonly string[] WithoutEvents = ["balance_transactions"];

    /// <param name="database">Of a <see cref="MovableDatabase"/>; nothing else may be synced in it meanwhile.</param>
    /// <param name="events">At least so many.</param>
    /// <param name="seed">Of the history and of the order.</param>
    public static async Task<WebhookChaosOutcome> RunAsync(TestDatabase database, int events, int seed)
    {
        await using var nexus = await StripeNexus.StartAsync(database, Start);
        var workspace = await nexus.OpenAsync($"acct_1Chaos{seed}");
        // An account where no money ever moved would be suspicious.
        workspace.Account.Payments.Charge(null, 1_00, "usd");
        await workspace.ConnectAsync(webhookSecret: Secret);
        List<RunStatus?> ended = [.. await nexus.RunAsync()];
        await using var node = await nexus.ServeAsync();
        var account = workspace.Account;
        workspace.SendTo(node, Secret);

        // About thirty events for each who signs up and stays; the rest of a small storm is cut off by its last day.
        var history = new RandomHistory(
            account,
            seed,
            new HistoryTerms(Start, Start.AddDays(Days)) { Customers = Math.Max(8, events / 13), Currencies = ["usd"] }
        );
        var deliveries = 0;
        for (var day = 1; day <= Days; day++)
        {
            await nexus.MoveToAsync(Start.AddDays(day));
            history.PlayUntil(Start.AddDays(day));
            var sent = await account.Webhooks.DeliverAsync(
                new WebhookDelivery
                {
                    ShuffleSeed = seed + day,
                    MaxCopies = MostCopies,
                    DelayedPercent = DelayedPercent,
                    Parallel = 8,
                }
            );
            deliveries += sent.Count;
            // Every third day nobody works them off.
            if (day % 3 != 0)
                ended.AddRange(await RunWebhooksAsync(nexus, workspace));
        }
        while (account.Webhooks.Waiting > 0)
            deliveries += (
                await account.Webhooks.DeliverAsync(new WebhookDelivery { ShuffleSeed = seed, MaxCopies = MostCopies })
            ).Count;
        ended.AddRange(await RunWebhooksAsync(nexus, workspace));
        return await JudgeAsync(nexus, workspace, deliveries, ended);
    }

    /// <summary>Works deliveries off and nothing else: they go before the schedule, which is left waiting.</summary>
    private static async Task<IReadOnlyList<RunStatus?>> RunWebhooksAsync(StripeNexus nexus, StripeWorkspace workspace)
    {
        List<RunStatus?> ended = [];
        while (await UnprocessedAsync(workspace) > 0)
        {
            var run = await nexus.RunOnceAsync();
            ended.Add(
                run is null ? throw new InvalidOperationException("Deliveries wait, and nothing is due.") : run.Status
            );
        }
        return ended;
    }

    private static async Task<WebhookChaosOutcome> JudgeAsync(
        StripeNexus nexus,
        StripeWorkspace workspace,
        int deliveries,
        List<RunStatus?> ended
    )
    {
        var account = workspace.Account;
        string[] streams = [.. (await StreamsAsync(workspace)).Except(WithoutEvents)];
        var held = await AccountCopy.HeldAsync(workspace, streams);
        var real = await AccountCopy.TrueAsync(nexus, workspace, streams);
        var today = DateOnly.FromDateTime(nexus.Clock.GetUtcNow().UtcDateTime);
        var sent = account.Webhooks.Attempts;
        return new WebhookChaosOutcome(
            sent.Where(attempt => EventHints.Types.Contains(attempt.Event.Type))
                .Select(attempt => attempt.Event.Id)
                .Distinct(StringComparer.Ordinal)
                .Count(),
            deliveries,
            sent.Count(attempt => !attempt.Succeeded),
            (await workspace.RowsAsync("select event_id from nexus.webhook_event")).Count,
            await UnprocessedAsync(workspace),
            [
                .. held.Except(real).Select(line => $"held: {line}"),
                .. real.Except(held).Select(line => $"true: {line}"),
            ],
            ended.Count(status => status != RunStatus.Succeeded),
            await workspace.OnAsync("revenue.mrr", today),
            new MrrOracle(account.Facts, new FxTable("usd", [])).On(today)
        );
    }

    private static async Task<int> UnprocessedAsync(StripeWorkspace workspace) =>
        (await workspace.RowsAsync("select 1 from nexus.webhook_event where processed_at is null")).Count;

    private static Task<List<string>> StreamsAsync(StripeWorkspace workspace) =>
        workspace.RowsAsync(
            "select distinct stream from nexus.connection_stream where purpose = 'sync' and stream <> 'events'"
        );
}
