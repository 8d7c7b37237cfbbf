using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.ProviderSimulator;
using Nexus.Testing;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>Nexus as it syncs an ad network.</summary>
internal sealed class AdNexus : ProviderNexus
{
    private AdNexus(TestDatabase database, AdNetwork network, Simulator simulator, HurriedClock clock)
        : base(database, network.Key, network.Provider(simulator), simulator, clock) => Network = network;

    public AdNetwork Network { get; }

    public static async Task<AdNexus> StartAsync(MovableDatabase database, AdNetwork network)
    {
        await DatabaseClock.SetAsync(database.Database, AdScene.Start);
        var clock = new HurriedClock(AdScene.Start);
        return new(database.Database, network, await Simulator.StartAsync(clock: clock), clock);
    }

    public Task<ConnectionView> ConnectAsync(WorkspaceId workspace, Dictionary<string, string> credentials) =>
        SendAsync(
            workspace,
            new CreateConnection.Command(
                Network.Key,
                Name: null,
                JsonSerializer.SerializeToElement(new JsonObject { ["backfillFrom"] = "2026-09-01" }),
                credentials.ToDictionary(one => one.Key, one => (Secret?)new Secret(one.Value), StringComparer.Ordinal),
                // Six hours after the start, so that nothing falls due while a report is waited for.
                Schedule: "0 18 * * *"
            )
        );
}
