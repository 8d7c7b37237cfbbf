using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Kit;
using Nexus.Testing;
using Nexus.Testing.Integrations;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>One provider that answers over HTTP, an account there, and adapters that read it.</summary>
internal sealed class KitScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 9, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What is still being prepared after so many waits never comes.</summary>
    private const int MostWaits = 50;

    private readonly ProviderHttp _http;

    private KitScene(IKitSubject subject, Simulator simulator, HurriedClock clock)
    {
        (Subject, Simulator, Clock) = (subject, simulator, clock);
        Account = subject.Open(simulator, DateOnly.FromDateTime(Start.UtcDateTime));
        _http = new ProviderHttp(
            AddressesOf(subject, simulator),
            new GrantingBudgets(),
            clock,
            NullLogger<ProviderHttp>.Instance
        );
        Module = KitProviders.Open(subject.Provider, _http, clock);
    }

    public IKitSubject Subject { get; }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public KitAccount Account { get; }

    public IConnectorModule Module { get; }

    /// <summary>What is planted between the kit and the adapter, to prove that the kit sees it.</summary>
    public Func<IIntegrationAdapter, IIntegrationAdapter> Defect { get; init; } = adapter => adapter;

    public static async Task<KitScene> StartAsync(
        string provider,
        HurriedClock? clock = null,
        Func<IIntegrationAdapter, IIntegrationAdapter>? defect = null
    )
    {
        clock ??= new HurriedClock(Start);
        return new(KitProviders.Subject(provider), await Simulator.StartAsync(clock: clock), clock)
        {
            Defect = defect ?? (adapter => adapter),
        };
    }

    public static ProviderAddresses AddressesOf(IKitSubject subject, Simulator simulator)
    {
        var home = simulator.UrlOf(subject.Of(simulator)).ToString();
        return ProviderAddresses.Read(
            subject.Addresses.Select(place =>
                KeyValuePair.Create($"{subject.Provider}:{place.Key}", (string?)(home + place.Value))
            )
        );
    }

    public IIntegrationAdapter Open(string? accountId = null)
    {
        using var settings = JsonDocument.Parse(Account.Settings);
        return Defect(
            Module.Open(
                new ConnectionContext(
                    Guid.Empty,
                    settings.RootElement.Clone(),
                    Account.Credentials.ToDictionary(
                        one => one.Key,
                        one => new Secret(one.Value),
                        StringComparer.Ordinal
                    ),
                    accountId
                )
            )
        );
    }

    /// <summary>Reads all streams as one run does, and goes on as often as the provider asks to wait for it.</summary>
    /// <param name="afterPage">Called with each page that is kept.</param>
    /// <exception cref="IntegrationException">The first fault of a stream.</exception>
    public async Task ReadAsync(KitShelf shelf, Action? afterPage = null, CancellationToken cancellationToken = default)
    {
        var adapter = Open();
        foreach (var stream in Module.Streams)
        {
            for (var waits = 0; ; waits++)
            {
                try
                {
                    var request = Request(shelf, stream.Name) with { Resumed = waits > 0 };
                    await foreach (var page in adapter.SyncAsync(request, cancellationToken))
                    {
                        shelf.Keep(stream.Name, page, adapter);
                        afterPage?.Invoke();
                    }
                    break;
                }
                catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Preparing && waits < MostWaits)
                {
                    Clock.Advance(fault.RetryAt!.Value - Clock.GetUtcNow());
                    adapter = Open();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }

    private static StreamRequest Request(KitShelf shelf, string stream) =>
        new(stream, shelf.CheckpointOf(stream))
        {
            KnownVersions = (name, ids, _) => Task.FromResult(shelf.Versions(name, ids)),
        };
}
