using System.Globalization;
using System.Net.Http.Headers;
using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Scenarios;

namespace Nexus.Benchmarks.Backfill;

/// <summary>The first reading of a large account: how fast, and whether memory grows with it.</summary>
internal sealed class BackfillBenchmark : IBenchmark
{
    private const int Objects = 200_000;

    /// <summary>The share of the account at which memory is looked at first.</summary>
    private const double Early = 0.25;

    /// <summary>How often the bare pages are read.</summary>
    private const int BareReadings = 2;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public string Name => "backfill";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var simulator = await Simulator.StartAsync(cancellationToken: cancellationToken);
        await using var office = Office.Open(run.Database, simulator);
        var account = simulator.Stripe.CreateAccount("acct_1Backfill");
        var objects = run.Scaled(Objects, 2_000);
        Scenarios.Bulk(account, objects, account.Now.AddYears(-2), account.Now);
        var connected = await office.ConnectAsync(account, webhookSecret: null, cancellationToken);
        await using var node = NexusNode.Launch(NodeTerms.On(run.Database, "node") with { Stripe = simulator.BaseUrl });
        await node.StartAsync(cancellationToken);

        simulator.Requests.Clear();
        await office.AskAsync(connected, RunKind.Manual, cancellationToken);
        var early = 0d;
        var took = await Interleaved.TimeAsync(async () =>
        {
            while (await StoredAsync(run, connected, cancellationToken) < objects * Early)
                await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            early = await node.PeakMemoryAsync(cancellationToken);
            await office.SettledAsync(connected, cancellationToken);
        });
        var peak = await node.PeakMemoryAsync(cancellationToken);
        var stored = await StoredAsync(run, connected, cancellationToken);
        var pages = simulator.Requests.All.Where(request => request.Status == 200).ToList();

        var bare = new Samples();
        for (var reading = 0; reading < BareReadings; reading++)
            bare.Add(await Interleaved.TimeAsync(() => ReadAsync(simulator, account, pages, cancellationToken)));
        run.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {stored} objects in {pages.Count} calls: {took.TotalSeconds:0.0} s, bare {bare.Median / 1000:0.0} s; peak {early:0.0} MB early, {peak:0.0} MB at the end"
            )
        );
        return
        [
            BenchmarkResult.RateOver(
                "backfill_objects_per_second",
                stored / took.TotalSeconds,
                "1/s",
                stored / (bare.Median / 1000),
                0.5
            ),
            BenchmarkResult.Below("backfill_peak_memory", early, "MB", 300),
            BenchmarkResult.Flat("backfill_peak_memory_four_times_the_objects", peak, "MB", early, 1.1),
        ];
    }

    private static Task<long> StoredAsync(
        BenchmarkRun run,
        ConnectedAccount connected,
        CancellationToken cancellationToken
    ) =>
        run.Database.AskAsync<long>(
            $"select coalesce(sum(records_read), 0)::bigint from nexus.sync_run where connection_id = {connected.Number}",
            cancellationToken
        );

    /// <summary>Asks for the same pages, one after the other over a kept connection, reads each to its end and forgets it.</summary>
    private static async Task ReadAsync(
        Simulator simulator,
        StripeAccount account,
        IReadOnlyList<RecordedRequest> pages,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.BaseUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            account.CreateRestrictedKey().Value
        );
        var buffer = new byte[64 * 1024];
        foreach (var page in pages)
        {
            await using var body = await http.GetStreamAsync(new Uri(page.Page, UriKind.Relative), cancellationToken);
            while (await body.ReadAsync(buffer, cancellationToken) > 0) { }
        }
    }
}
