using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Ads;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>An ad account at a network that answers over HTTP, and what a connection to it has stored.</summary>
internal sealed class AdScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 9, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Today = new(2026, 9, 20);

    private readonly ProviderHttp _http;

    private AdScene(AdNetwork network, Simulator simulator, HurriedClock clock)
    {
        (Network, Simulator, Clock) = (network, simulator, clock);
        Book = network.CreateAccount(simulator, "77");
        Credentials = network.Credentials(simulator, "77");
        var address = simulator.UrlOf(network.Provider(simulator)).ToString();
        Addresses = ProviderAddresses.Read([
            new($"{network.Key}:BaseUrl", address),
            new($"{network.Key}:TokenUrl", $"{address}oauth/v2/accessToken"),
        ]);
        _http = new ProviderHttp(Addresses, new NotedBudgets(Parked), clock, NullLogger<ProviderHttp>.Instance);
        Module = network.Module(_http, clock);
    }

    public AdNetwork Network { get; }

    /// <summary>How long the network had the calls of all nodes held back, each time that it did.</summary>
    public List<TimeSpan> Parked { get; } = [];

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public AdBook Book { get; set; }

    public Dictionary<string, string> Credentials { get; set; }

    public IConnectorModule Module { get; }

    public IProviderHttp Http => _http;

    public ProviderAddresses Addresses { get; }

    public PointShelf Stored { get; } = new();

    public static async Task<AdScene> StartAsync(AdNetwork network, DateTimeOffset? now = null)
    {
        var clock = new HurriedClock(now ?? Start);
        return new AdScene(network, await Simulator.StartAsync(clock: clock), clock);
    }

    /// <summary>One advert of a campaign of its own.</summary>
    public Advert AddAd(string id, string campaign, string name = "Spring")
    {
        Book.AddCampaign(campaign, name);
        return Book.AddAd(id, $"Ad {id}", campaign, $"5{campaign}");
    }

    public IIntegrationAdapter Open(JsonObject? settings = null, string? accountId = null) =>
        Module.Open(
            new ConnectionContext(
                Guid.Empty,
                JsonSerializer.SerializeToElement(settings ?? new JsonObject { ["backfillFrom"] = "2026-09-01" }),
                Credentials.ToDictionary(one => one.Key, one => new Secret(one.Value), StringComparer.Ordinal),
                accountId
            )
        );

    /// <summary>Reads a stream as runs do: pages stored with their position, and again after waits that the network asks for.</summary>
    /// <returns>The fault that ended it; null where it was read to its end.</returns>
    public async Task<IntegrationException?> SyncAsync(
        string stream,
        DateRange? days = null,
        JsonObject? settings = null
    )
    {
        for (var wait = 0; wait < 40; wait++)
        {
            try
            {
                await ReadAsync(stream, days, settings, resumed: wait > 0);
                return null;
            }
            catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Preparing)
            {
                Clock.Advance(fault.RetryAt!.Value - Clock.GetUtcNow());
            }
            catch (IntegrationException fault)
            {
                return fault;
            }
        }
        throw new InvalidOperationException("The network prepares its report for ever.");
    }

    public async Task SyncAllAsync()
    {
        foreach (var stream in Module.Streams)
            Assert.Null(await SyncAsync(stream.Name));
    }

    public async Task ReadAsync(
        string stream,
        DateRange? days = null,
        JsonObject? settings = null,
        bool resumed = false
    )
    {
        var adapter = Open(settings);
        var request = new StreamRequest(stream, Stored.CheckpointOf(stream))
        {
            Days = days,
            Resumed = resumed,
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };
        await foreach (var page in adapter.SyncAsync(request, CancellationToken.None))
            Stored.Keep(stream, page, adapter);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>Points of one connection as the store keeps them, and the checkpoints of its streams.</summary>
internal sealed class PointShelf
{
    private readonly Dictionary<(SeriesKey Series, DateTime At), KpiData> _points = [];
    private readonly Dictionary<string, Checkpoint> _checkpoints = new(StringComparer.Ordinal);

    public IReadOnlyCollection<KpiData> All => _points.Values;

    public List<string> Notices { get; } = [];

    public List<RawDataException> Rejects { get; } = [];

    public int Pages { get; private set; }

    public Checkpoint CheckpointOf(string stream) => _checkpoints.GetValueOrDefault(stream);

    public void Forget(string stream) => _checkpoints.Remove(stream);

    public void Keep(string stream, SourcePage page, IIntegrationAdapter adapter)
    {
        var points = new List<KpiData>();
        var rejects = Rejects.Count;
        foreach (var raw in page.Records)
        {
            try
            {
                points.AddRange(adapter.Transform(raw).Points);
            }
            catch (RawDataException reject)
            {
                Rejects.Add(reject);
            }
        }
        if (page.Restates is { } restated && rejects == Rejects.Count)
        {
            foreach (var key in _points.Keys.Where(key => Covers(restated, key.Series, key.At)).ToList())
                _points.Remove(key);
        }
        foreach (var point in points)
            _points[(point.Series, point.At)] = point;
        _checkpoints[stream] = page.Next;
        Pages++;
        if (page.Notice is { } notice)
            Notices.Add(notice);
    }

    /// <param name="level">Names of the dimensions, joined by commas.</param>
    public IEnumerable<KpiData> Of(string metric, string level = "", Granularity grain = Granularity.Day) =>
        All.Where(point =>
            point.Series.Metric == metric && point.Series.Dimensions.Names == level && point.Series.Granularity == grain
        );

    public decimal Sum(string metric, string level = "") => Of(metric, level).Sum(point => point.Value);

    /// <summary>Null where there is none.</summary>
    public decimal? On(
        string metric,
        DateOnly day,
        string level = "",
        Granularity grain = Granularity.Day,
        string? holding = null
    ) =>
        Of(metric, level, grain)
            .Where(point => holding is null || point.Series.Dimensions.Json.Contains(holding, StringComparison.Ordinal))
            .SingleOrDefault(point => DateOnly.FromDateTime(point.At) == day)
            ?.Value;

    private static bool Covers(RestatedPoints restated, SeriesKey series, DateTime at) =>
        restated.Metrics.Contains(series.Metric, StringComparer.Ordinal)
        && series.Granularity == restated.Granularity
        && series.Dimensions.Names == string.Join(',', restated.Dimensions.Order(StringComparer.Ordinal))
        && DateOnly.FromDateTime(at) >= restated.Days.First
        && DateOnly.FromDateTime(at) <= restated.Days.Last
        && (
            restated.Except is not { } except
            || !series.Dimensions.Pairs.Any(pair => pair.Key == except.Name && except.Values.Contains(pair.Value))
        );
}
