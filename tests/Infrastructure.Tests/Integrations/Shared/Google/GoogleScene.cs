using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.GoogleAnalytics;
using Nexus.Infrastructure.Integrations.GoogleSheets;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.Testing;
using Nexus.Testing.Integrations;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Google;

/// <summary>A Google that answers over HTTP, and connections to it.</summary>
internal sealed class GoogleScene : IAsyncDisposable
{
    /// <summary>Noon in Berlin, on a Tuesday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 11, 0, 0, TimeSpan.Zero);

    private readonly ProviderHttp _http;

    private GoogleScene(Simulator simulator, HurriedClock clock)
    {
        Simulator = simulator;
        Clock = clock;
        var address = simulator.UrlOf(simulator.Google).ToString();
        _http = new ProviderHttp(
            ProviderAddresses.Read(
                new[] { "google-analytics", "google-sheets" }.SelectMany(key =>
                    new KeyValuePair<string, string?>[]
                    {
                        new($"{key}:BaseUrl", address),
                        new($"{key}:TokenUrl", address + "token"),
                    }
                )
            ),
            new GrantingBudgets(),
            clock,
            NullLogger<ProviderHttp>.Instance
        );
    }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public GoogleSimulation Google => Simulator.Google;

    public static async Task<GoogleScene> StartAsync()
    {
        var clock = new HurriedClock(Start);
        return new GoogleScene(await Simulator.StartAsync(clock: clock), clock);
    }

    public AnalyticsProperty AddProperty(string id = "1001") => Google.Properties[id] = new AnalyticsProperty(id);

    public SimulatedSpreadsheet AddSpreadsheet() => Google.Spreadsheets[SheetId] = new SimulatedSpreadsheet(SheetId);

    public const string SheetId = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ";

    public IIntegrationAdapter OpenAnalytics(object? settings = null, string user = "user-1", Secret? key = null) =>
        new GoogleAnalyticsModule(_http, Clock).Open(
            Context(
                settings ?? new { property = "1001" },
                user,
                key,
                "https://www.googleapis.com/auth/analytics.readonly"
            )
        );

    public IIntegrationAdapter OpenSheets(object settings, string user = "user-1") =>
        new GoogleSheetsModule(_http, Clock).Open(
            Context(settings, user, null, "https://www.googleapis.com/auth/spreadsheets.readonly")
        );

    public IDiscoversAccounts Discover(string user = "user-1") =>
        new GoogleAnalyticsModule(_http, Clock).Discover(
            Context(new { }, user, null, "https://www.googleapis.com/auth/analytics.readonly")
        );

    /// <summary>Reads a stream to its end, as a run does.</summary>
    public static async Task<StreamRead> ReadAsync(
        IIntegrationAdapter adapter,
        string stream,
        Checkpoint from = default,
        DateRange? days = null
    )
    {
        var read = new StreamRead();
        var request = new StreamRequest(stream, from)
        {
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
            Days = days,
        };
        await foreach (var page in adapter.SyncAsync(request, CancellationToken.None))
        {
            read.Pages.Add(page);
            foreach (var raw in page.Records)
            {
                try
                {
                    read.Points.AddRange(adapter.Transform(raw).Points);
                }
                catch (RawDataException reject)
                {
                    read.Rejects.Add(reject);
                }
            }
        }
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }

    private ConnectionContext Context(object settings, string user, Secret? key, string scope) =>
        new(
            Guid.Empty,
            JsonSerializer.SerializeToElement(settings),
            key is null ? [] : new Dictionary<string, Secret> { ["serviceAccount"] = key },
            null
        )
        {
            Access = key is null ? new SimulatedAccess(Google.Consent, user, scope) : null,
        };

    private sealed class SimulatedAccess(GoogleConsent consent, string user, string scope) : IGrantedAccess
    {
        private Secret _token = new(consent.Grant(user, scope));

        public OAuthClient Client => new(GoogleConsent.ClientId, new Secret(GoogleConsent.ClientSecret));

        public Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken)
        {
            if (refused is not null)
                _token = new(consent.Grant(user, scope));
            return Task.FromResult(_token);
        }
    }
}

/// <summary>What came of reading a stream.</summary>
internal sealed class StreamRead
{
    public List<SourcePage> Pages { get; } = [];

    public List<KpiData> Points { get; } = [];

    public List<RawDataException> Rejects { get; } = [];

    public Checkpoint End => Pages[^1].Next;

    public KpiData? Find(string metric, string day, string? dimension = null) =>
        Points.SingleOrDefault(point =>
            point.Series.Metric == metric
            && point.At
                == DateTime.SpecifyKind(
                    DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
                    DateTimeKind.Utc
                )
            && (dimension is null ? "" : dimension)
                == string.Concat(point.Series.Dimensions.Pairs.Select(pair => pair.Value))
        );

    public decimal? Value(string metric, string day, string? dimension = null) => Find(metric, day, dimension)?.Value;
}
