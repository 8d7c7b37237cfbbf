using System.Collections.Concurrent;
using System.Globalization;
using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.Benchmarks.Connections;

/// <summary>Connections of all providers that sync at once: how fast, and whether memory grows with their number.</summary>
internal sealed class ConnectionsBenchmark : IBenchmark
{
    private const int Many = 50;

    /// <summary>The share of the connections at which memory is looked at first.</summary>
    private const double Few = 0.2;

    /// <summary>How often the bare answers are drained.</summary>
    private const int Drains = 3;

    /// <summary>Answers that are drained at a time: as many as runs are worked on at a time.</summary>
    private const int AtATime = 32;

    /// <summary>Networks whose reports are waited for, many seconds each: they say nothing about how fast Nexus is.</summary>
    private static readonly string[] Preparing = ["meta-ads", "x-ads"];

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than any of it takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public string Name => "connections";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var many = run.Scaled(Many, 6);
        var few = Math.Max(2, (int)(many * Few));
        var small = await MeasureAsync(run, few, _ => true, cancellationToken);
        Tell(run, small);
        await run.Database.ResetAsync(cancellationToken);
        var large = await MeasureAsync(run, many, _ => true, cancellationToken);
        Tell(run, large);
        await run.Database.ResetAsync(cancellationToken);
        var steady = await MeasureAsync(run, many, provider => !Preparing.Contains(provider), cancellationToken);
        Tell(run, steady);
        return
        [
            BenchmarkResult.RateOver(
                "connections_answers_per_second",
                steady.Answers / steady.Took.TotalSeconds,
                "1/s",
                steady.Answers / (steady.Bare.Median / 1000),
                0.1
            ),
            BenchmarkResult.Below("connections_peak_memory", large.Peak, "MB", 400),
            BenchmarkResult.Flat(
                "connections_peak_memory_five_times_the_connections",
                large.Peak,
                "MB",
                small.Peak,
                1.5
            ),
        ];
    }

    private static void Tell(BenchmarkRun run, Round round) =>
        run.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {round.Connections} connections, {round.Answers} answers: {round.Took.TotalSeconds:0.0} s, bare {round.Bare.Median / 1000:0.0} s; peak {round.Peak:0.0} MB"
            )
        );

    private static async Task<Round> MeasureAsync(
        BenchmarkRun run,
        int connections,
        Func<string, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        await using var simulator = await Simulator.StartAsync(cancellationToken: cancellationToken);
        var addresses = AddressesOf(simulator);
        await using var office = Office.Open(run.Database, addresses);
        var offers = KitSubjects
            .All.Where(subject => isWanted(subject.Provider))
            .Select(subject => (subject.Provider, Account: subject.Open(simulator, Today())))
            .ToList();
        for (var made = 0; made < connections; made++)
        {
            var (provider, account) = offers[made % offers.Count];
            await office.ConnectAsync(provider, account, cancellationToken);
        }
        await run.Database.SettleAsync(cancellationToken);
        await using var node = NexusNode.Launch(NodeTerms.On(run.Database, "node") with { Addresses = addresses });
        var answers = new ConcurrentQueue<SimulatedAnswer>();
        simulator.Faults.Always("*", Noted(answers));
        var took = await Interleaved.TimeAsync(async () =>
        {
            // Everything is due already; the node claims it as soon as it listens.
            await node.StartAsync(cancellationToken);
            await AllSyncedAsync(run, connections, cancellationToken);
        });
        var peak = await node.PeakMemoryAsync(cancellationToken);
        simulator.Faults.Clear();
        simulator.Faults.Always("*", Replayed([.. answers]));
        var bare = new Samples();
        for (var drained = 0; drained < Drains; drained++)
            bare.Add(await Interleaved.TimeAsync(() => DrainAsync(simulator, answers.Count, cancellationToken)));
        return new(connections, answers.Count, took, bare, peak);
    }

    private static async Task AllSyncedAsync(BenchmarkRun run, int connections, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (
            await run.Database.AskAsync<long>(
                "select count(distinct connection_id) from nexus.sync_run where status = 'succeeded'",
                limit.Token
            ) < connections
        )
        {
            var failed = await run.Database.AskAsync<string>(
                "select coalesce((select c.provider || ' ' || r.status || ' ' || coalesce(r.error_message, '') from nexus.sync_run r "
                    + "join nexus.connection c using (connection_id) "
                    + "where r.status in ('failed', 'partial', 'suspicious') limit 1), '')",
                limit.Token
            );
            if (failed.Length > 0)
                throw new InvalidOperationException($"A run did not end as it should have: {failed}");
            await Task.Delay(LookEvery, TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Asks for the same answers over kept connections, as many at a time as Nexus works on, and forgets them.</summary>
    private static async Task DrainAsync(Simulator simulator, int answers, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.BaseUrl };
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => DrainAllAsync()));

        async Task DrainAllAsync()
        {
            var buffer = new byte[64 * 1024];
            while (Interlocked.Increment(ref next) is var number && number < answers)
            {
                await using var body = await http.GetStreamAsync(
                    new Uri($"{number}", UriKind.Relative),
                    cancellationToken
                );
                while (await body.ReadAsync(buffer, cancellationToken) > 0) { }
            }
        }
    }

    /// <summary>Lets providers answer, and keeps what they said.</summary>
    private static Fault Noted(ConcurrentQueue<SimulatedAnswer> answers) =>
        new(
            "noted",
            (request, provider) =>
            {
                var answer = provider(request);
                answers.Enqueue(answer);
                return answer;
            }
        );

    /// <summary>Says the same again, by number; what was refused is told as if it had not been, so that it can be drained.</summary>
    private static Fault Replayed(SimulatedAnswer[] answers) =>
        new(
            "replayed",
            (request, _) =>
                answers[int.Parse(request.Path.Trim('/'), CultureInfo.InvariantCulture)] with
                {
                    Status = 200,
                }
        );

    private static IReadOnlyList<string> AddressesOf(Simulator simulator) =>
        [
            .. from subject in KitSubjects.All
            from place in subject.Addresses
            select $"--Providers:{subject.Provider}:{place.Key}={simulator.UrlOf(subject.Of(simulator))}{place.Value}",
        ];

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private sealed record Round(int Connections, int Answers, TimeSpan Took, Samples Bare, double Peak);
}
