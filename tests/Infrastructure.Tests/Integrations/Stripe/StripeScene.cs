using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Stripe;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Keys;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using SimulatedAccount = Nexus.ProviderSimulator.Stripe.StripeAccount;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

/// <summary>An account at a Stripe that answers over HTTP, and a connection to it with what was stored of it.</summary>
internal sealed class StripeScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ProviderHttp _http;

    private StripeScene(Simulator simulator, HurriedClock clock, StripeAccountTerms? terms)
    {
        Simulator = simulator;
        Clock = clock;
        Account = simulator.Stripe.CreateAccount(terms ?? new("acct_1Scene"));
        Key = Account.CreateRestrictedKey();
        _http = new ProviderHttp(
            ProviderAddresses.Read([new("stripe:BaseUrl", simulator.BaseUrl.ToString())]),
            new GrantingBudgets(),
            clock,
            NullLogger<ProviderHttp>.Instance
        );
        Module = new StripeModule(_http, clock);
    }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public SimulatedAccount Account { get; }

    public StripeKey Key { get; }

    public StripeModule Module { get; }

    public RecordShelf Stored { get; } = new();

    public static async Task<StripeScene> StartAsync(StripeAccountTerms? terms = null, StripeOptions? options = null)
    {
        var clock = new HurriedClock(Start);
        var simulator = await Simulator.StartAsync(new SimulatorOptions { Stripe = options ?? new() }, clock);
        return new StripeScene(simulator, clock, terms);
    }

    public IIntegrationAdapter Open(string? key = null, string? accountId = null, JsonObject? settings = null) =>
        Module.Open(
            new ConnectionContext(
                Guid.Empty,
                JsonSerializer.SerializeToElement(settings ?? []),
                new Dictionary<string, Secret> { ["apiKey"] = new(key ?? Key.Value) },
                accountId
            )
        );

    /// <summary>Reads streams as a run does: in order, each page stored with its position, faults noted per stream.</summary>
    public async Task<SceneRun> SyncAsync(params string[] streams)
    {
        var run = new SceneRun();
        var adapter = Open();
        await adapter.ConnectAsync(CancellationToken.None);
        foreach (var stream in Module.Streams.Select(stream => stream.Name))
        {
            if (streams.Length > 0 && !streams.Contains(stream))
                continue;
            try
            {
                await foreach (var page in adapter.SyncAsync(Stored.Request(stream), CancellationToken.None))
                    Stored.Keep(stream, page, adapter, run);
            }
            catch (IntegrationException fault)
            {
                run.Faults[stream] = fault;
            }
        }
        return run;
    }

    public async Task<List<SourcePage>> ReadAsync(string stream, Checkpoint from = default, bool relist = false)
    {
        var pages = new List<SourcePage>();
        var request = Stored.Request(stream) with { From = from, Relist = relist };
        await foreach (var page in Open().SyncAsync(request, CancellationToken.None))
            pages.Add(page);
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What became of a run.</summary>
internal sealed class SceneRun
{
    public Dictionary<string, IntegrationException> Faults { get; } = new(StringComparer.Ordinal);

    public List<string> Notices { get; } = [];

    public List<string> Restarts { get; } = [];

    public List<RawDataException> Rejects { get; } = [];

    public int Records { get; set; }
}

/// <summary>The records of one connection as they are stored, and the checkpoints of its streams.</summary>
internal sealed class RecordShelf : IRecordReader
{
    private readonly Dictionary<(string Stream, string Id), (SourceRecord Record, DateTimeOffset SeenAt)> _records = [];
    private readonly Dictionary<string, Checkpoint> _checkpoints = new(StringComparer.Ordinal);

    public SourceRecord? Find(string stream, string id) =>
        _records.TryGetValue((stream, id), out var found) ? found.Record : null;

    public IReadOnlyList<SourceRecord> All(string stream) =>
        [
            .. _records
                .Where(entry => entry.Key.Stream == stream)
                .Select(entry => entry.Value.Record)
                .OrderBy(record => record.Group, StringComparer.Ordinal)
                .ThenBy(record => record.Id, StringComparer.Ordinal),
        ];

    public Checkpoint CheckpointOf(string stream) => _checkpoints.GetValueOrDefault(stream);

    public StreamRequest Request(string stream) =>
        new(stream, CheckpointOf(stream))
        {
            KnownVersions = (name, ids, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(
                    ids.Where(id => Find(name, id) is not null).ToDictionary(id => id, id => Find(name, id)!.Version)
                ),
        };

    public void Keep(string stream, SourcePage page, IIntegrationAdapter adapter, SceneRun run)
    {
        foreach (var raw in page.Records)
        {
            try
            {
                foreach (var record in adapter.Transform(raw).Records)
                    Keep(record, raw.FetchedAt);
                run.Records++;
            }
            catch (RawDataException reject)
            {
                run.Rejects.Add(reject);
            }
        }
        _checkpoints[stream] = page.Next;
        foreach (var restarted in page.Restart)
            _checkpoints.Remove(restarted);
        run.Restarts.AddRange(page.Restart);
        if (page.Notice is { } notice)
            run.Notices.Add(notice);
        if (page.ListedSince is { } since)
            Bury(stream, since);
    }

    public async IAsyncEnumerable<SourceRecord> ReadAsync(
        string stream,
        (DateTimeOffset From, DateTimeOffset To)? occurred,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var record in All(stream))
        {
            if (occurred is not { } range || (record.OccurredAt >= range.From && record.OccurredAt < range.To))
                yield return record;
        }
    }

    public async IAsyncEnumerable<RecordState> ReadHistoryAsync(
        string stream,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var record in All(stream))
            yield return new RecordState(record, null);
    }

    private void Keep(SourceRecord record, DateTimeOffset seenAt)
    {
        var key = (record.Stream, record.Id);
        if (!_records.TryGetValue(key, out var stored) || record.Version >= stored.Record.Version)
            _records[key] = (record, seenAt);
    }

    private void Bury(string stream, DateTimeOffset since)
    {
        foreach (var (key, (record, seenAt)) in _records.Where(entry => entry.Key.Stream == stream).ToList())
        {
            if (seenAt < since)
                _records[key] = (record with { Deleted = true }, seenAt);
        }
    }
}
