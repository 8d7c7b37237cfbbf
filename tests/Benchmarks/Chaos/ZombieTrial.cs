using System.Globalization;
using Nexus.Application.Syncing;
using Nexus.Benchmarks.Nodes;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe.Scenarios;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Freezes nodes in the middle of their runs, lets another node take over, and thaws them: they must not write any more.</summary>
internal sealed class ZombieTrial(ChaosStage stage)
{
    /// <summary>Between transactions, inside the one of a page, inside that of a projection, and before the close.</summary>
    private static readonly string[] Moments =
    [
        Failpoint.PageTransformed,
        Failpoint.BeforePageCommit,
        Failpoint.BeforeProjectionCommit,
        Failpoint.BeforeClose,
    ];

    /// <summary>How long a thawed node is given to write what it was about to.</summary>
    private static readonly TimeSpan Relapse = TimeSpan.FromSeconds(3);

    /// <summary>The lease of the product, and a minute in the ice; both shrink with the scale.</summary>
    private readonly double _lease = Math.Clamp(30 * stage.Run.Scale, 2, 30);
    private readonly TimeSpan _frozen = TimeSpan.FromSeconds(Math.Clamp(60 * stage.Run.Scale, 4, 60));

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(CancellationToken cancellationToken)
    {
        await Witness.InstallAsync(stage.Run.Database, cancellationToken);
        var connected = new List<ConnectedAccount>();
        var frozen = new List<NexusNode>();
        try
        {
            foreach (var moment in Moments)
            {
                connected.Add(await ConnectAsync($"acct_1Zombie{connected.Count}", connected.Count, cancellationToken));
                frozen.Add(await FreezeAsync(connected[^1], moment, cancellationToken));
            }
            var since = TimeProvider.System.GetTimestamp();
            await using (var healthy = NexusNode.Launch(stage.Terms("healthy", _lease)))
            {
                await healthy.StartAsync(cancellationToken);
                foreach (var one in connected)
                    await stage.Office.SettledAsync(one, cancellationToken);
                var left = _frozen - TimeProvider.System.GetElapsedTime(since);
                if (left > TimeSpan.Zero)
                    await Task.Delay(left, TimeProvider.System, cancellationToken);
                stage.Run.Say($"  frozen for {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0} s; thawing");
                await ThawAsync(frozen, cancellationToken);
            }
            // The healthy one is gone: whoever was frozen does the rest.
            foreach (var one in connected)
                await stage.Office.AskAsync(one, RunKind.Manual, cancellationToken);
            foreach (var one in connected)
                await stage.Office.SettledAsync(one, cancellationToken);
            return await JudgeAsync(connected, cancellationToken);
        }
        finally
        {
            foreach (var node in frozen)
                await node.DisposeAsync();
            await Witness.RemoveAsync(stage.Run.Database, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<BenchmarkResult>> JudgeAsync(
        IReadOnlyList<ConnectedAccount> connected,
        CancellationToken cancellationToken
    )
    {
        if (await Witness.StaleTextAsync(stage.Run.Database, cancellationToken) is { Length: > 0 } stale)
            stage.Run.Say(stale);
        var findings = Findings.None;
        foreach (var one in connected)
            findings += await Findings.AgainstOracleAsync(stage.Run.Database, one, cancellationToken);
        return
        [
            BenchmarkResult.AtLeast(
                "zombies_taken_over",
                await Witness.TakenOverAsync(stage.Run.Database, cancellationToken),
                "nodes",
                Moments.Length
            ),
            BenchmarkResult.None(
                "zombies_stale_writes",
                await Witness.StaleAsync(stage.Run.Database, cancellationToken)
            ),
            BenchmarkResult.None("zombies_wrong", findings.Lost + findings.Duplicated + findings.Wrong),
        ];
    }

    private async Task<ConnectedAccount> ConnectAsync(string id, int number, CancellationToken cancellationToken)
    {
        var account = stage.Simulator.Stripe.CreateAccount(id);
        var now = account.Now;
        Scenarios.Random(
            account,
            ChaosStage.Seed + number,
            new HistoryTerms(now.AddMonths(-4), now) { Customers = 20 }
        );
        return await stage.Office.ConnectAsync(account, webhookSecret: null, cancellationToken);
    }

    /// <summary>A node that claimed the connection and stands still, first by its failpoint and then by its process.</summary>
    private async Task<NexusNode> FreezeAsync(
        ConnectedAccount connected,
        string moment,
        CancellationToken cancellationToken
    )
    {
        var node = NexusNode.Launch(stage.Terms(connected.Number.ToString(CultureInfo.InvariantCulture), _lease));
        await node.StartAsync(cancellationToken);
        // Not at the first page, which tells of the events and has no records.
        await node.HaltAtAsync(moment, moment == Failpoint.BeforeClose ? 1 : 2, cancellationToken);
        await stage.Office.AskAsync(connected, RunKind.Manual, cancellationToken);
        await node.HaltedAsync(cancellationToken);
        await node.FreezeAsync();
        return node;
    }

    private static async Task ThawAsync(IReadOnlyList<NexusNode> frozen, CancellationToken cancellationToken)
    {
        foreach (var node in frozen)
        {
            // It reads this as soon as it lives again, and commits before it has looked at a clock.
            await node.GoOnAsync(cancellationToken);
            await node.ThawAsync();
        }
        await Task.Delay(Relapse, TimeProvider.System, cancellationToken);
    }
}
