using Nexus.Application.Syncing;
using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe.Scenarios;

namespace Nexus.Benchmarks.Chaos;

/// <summary>One series of kills: a node syncs and dies, at every failpoint and at random times, and the next one goes on.</summary>
internal sealed class KillLoop(ChaosStage stage)
{
    /// <summary>How often a failpoint may be passed before the node halts at it.</summary>
    private const int MostPasses = 8;

    /// <summary>What a run passes once.</summary>
    private static readonly string[] Once =
    [
        Failpoint.Claimed,
        Failpoint.RunOpened,
        Failpoint.Connected,
        Failpoint.BeforeClose,
        Failpoint.AfterClose,
    ];

    private static readonly RunKind[] Kinds = [RunKind.Manual, RunKind.Reconcile, RunKind.Backfill];

    private readonly Random _random = new(ChaosStage.Seed);
    private readonly Queue<string> _points = new();
    private readonly Dictionary<string, int> _killedAt = new(StringComparer.Ordinal);
    private int _wanted;
    private int _kills;
    private int _pagesAgain;
    private bool _withinBounds = true;
    private Findings _findings = Findings.None;

    /// <param name="kills">How many nodes die at least.</param>
    /// <param name="customers">How large each account is.</param>
    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(
        int kills,
        int customers,
        CancellationToken cancellationToken
    )
    {
        _wanted = kills;
        await using var relay = new Relay(name => stage.Terms(name));
        for (var trial = 0; _kills < _wanted; trial++)
            await TrialAsync(relay, trial, customers, cancellationToken);
        stage.Run.Say($"  killed at: {string.Join(", ", _killedAt.Select(one => $"{one.Key} {one.Value}"))}");
        return
        [
            BenchmarkResult.AtLeast("kills", _kills, "kills", kills),
            BenchmarkResult.None("kills_lost", _findings.Lost),
            BenchmarkResult.None("kills_duplicated", _findings.Duplicated),
            BenchmarkResult.None("kills_wrong", _findings.Wrong),
            new(
                "kills_pages_again",
                _pagesAgain,
                "pages",
                _kills,
                Math.Round((double)_pagesAgain / _kills, 3),
                "ratio <= 1",
                _withinBounds
            ),
        ];
    }

    /// <summary>One account, read to its end thrice while nodes die, beside a copy that is read in peace.</summary>
    private async Task TrialAsync(Relay relay, int trial, int customers, CancellationToken cancellationToken)
    {
        var account = stage.Simulator.Stripe.CreateAccount($"acct_1Kill{trial}");
        var now = account.Now;
        Scenarios.Random(
            account,
            ChaosStage.Seed + trial,
            new HistoryTerms(now.AddMonths(-9), now) { Customers = customers }
        );
        var peaceful = await stage.Office.ConnectAsync(account, webhookSecret: null, cancellationToken);
        var took = await Interleaved.TimeAsync(async () =>
        {
            await relay.CurrentAsync(cancellationToken);
            await stage.Office.AskAsync(peaceful, RunKind.Manual, cancellationToken);
            await stage.Office.SettledAsync(peaceful, cancellationToken);
        });

        var connected = await stage.Office.ConnectAsync(account, webhookSecret: null, cancellationToken);
        foreach (var kind in Kinds)
            await ReadAsync(relay, connected, kind, took, cancellationToken);
        var oracle = await Findings.AgainstOracleAsync(stage.Run.Database, connected, cancellationToken);
        var copy = await Findings.AgainstCopyAsync(stage.Run.Database, connected, peaceful, cancellationToken);
        _findings += oracle + copy;
        stage.Run.Say(
            $"  account {trial}: {_kills} kills so far, {_pagesAgain} pages read again; oracle {oracle}, copy {copy}"
        );
    }

    private async Task ReadAsync(
        Relay relay,
        ConnectedAccount connected,
        RunKind kind,
        TimeSpan undisturbed,
        CancellationToken cancellationToken
    )
    {
        stage.Simulator.Requests.Clear();
        var killsBefore = _kills;
        await stage.Office.AskAsync(connected, kind, cancellationToken);
        while (!await stage.Office.IsSettledAsync(connected, cancellationToken))
        {
            var node = await relay.CurrentAsync(cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var (death, deadly) = await NextDeathAsync(node, undisturbed, either.Token);
            var settled = stage.Office.SettledAsync(connected, either.Token);
            var first = await Task.WhenAny(settled, deadly);
            await either.CancelAsync();
            await first;
            if (first == settled && await node.KeepMovingAsync(cancellationToken))
            {
                if (Failpoint.All.Contains(death))
                    _points.Enqueue(death);
                break;
            }
            await relay.KillAsync();
            _kills++;
            _killedAt[death] = _killedAt.GetValueOrDefault(death) + 1;
        }
        var again = PagesAgain();
        _pagesAgain += again.Count;
        if (again.Count <= _kills - killsBefore)
            return;
        _withinBounds = false;
        stage.Run.Say($"  {_kills - killsBefore} kills of a {kind.Name()}, read again: {string.Join(", ", again)}");
    }

    /// <summary>Pages of lists that were asked for more than once, each time but the first.</summary>
    private List<string> PagesAgain() =>
        [
            .. stage
                .Simulator.Requests.All.Where(request => request.Status == 200 && request.Query["limit"] == "100")
                .GroupBy(request => request.Page, StringComparer.Ordinal)
                .SelectMany(page => Enumerable.Repeat(page.Key, page.Count() - 1)),
        ];

    /// <summary>Every other death is at a random time, the others at each failpoint in turn.</summary>
    private async Task<(string Death, Task Deadly)> NextDeathAsync(
        NexusNode node,
        TimeSpan undisturbed,
        CancellationToken cancellationToken
    )
    {
        if (_kills >= _wanted)
            return ("nothing", node.HaltedAsync(cancellationToken));
        if (_kills % 2 == 1)
        {
            var delay = undisturbed * (_random.NextDouble() / 2);
            return ("random", Task.Delay(delay, TimeProvider.System, cancellationToken));
        }
        if (_points.Count == 0)
            foreach (var one in Failpoint.All)
                _points.Enqueue(one);
        var point = _points.Dequeue();
        var times = Once.Contains(point) ? 1 : _random.Next(1, MostPasses + 1);
        await node.HaltAtAsync(point, times, cancellationToken);
        return (point, node.HaltedAsync(cancellationToken));
    }
}
