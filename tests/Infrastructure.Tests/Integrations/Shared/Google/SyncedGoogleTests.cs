using System.Text.Json.Nodes;
using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Google;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Google;

/// <summary>Google's connectors through consent and engine, for two workspaces beside each other.</summary>
public sealed class SyncedGoogleTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Fact]
    public async Task Analytics_enforces_workspace_isolation()
    {
        await using var nexus = await SampleNexus.StartAsync(database, "google-analytics");
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        AddProperty(nexus, "1001", "user-a", 3);
        AddProperty(nexus, "1002", "user-b", 5);

        var foreign = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.ConsentAsync(other, Property("1001"), "user-b")
        );
        var mine = await nexus.ConsentAsync(one, Property("1001"), "user-a");
        await nexus.ConsentAsync(other, Property("1002"), "user-b");
        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal("access_denied", foreign.Code);
        Assert.Contains("{} 2026-09-19 3  False", await nexus.PointsAsync(one, "web.sessions"));
        Assert.Contains("{} 2026-09-19 5  False", await nexus.PointsAsync(other, "web.sessions"));
        Assert.Equal("connection_not_found", (await nexus.RefusedAsync(other, new GetConnection.Query(mine.Id))).Code);
    }

    [Fact]
    public async Task Sheets_enforces_workspace_isolation_for_whoever_pastes_a_foreign_address()
    {
        await using var nexus = await SampleNexus.StartAsync(database, "google-sheets");
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        nexus.AddSheet("1MineMineMineMineMine", 5, "user-a");
        nexus.AddSheet("1TheirTheirTheirTheir", 9, "user-b");

        var foreign = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.ConsentAsync(other, SampleNexus.Sheet("1MineMineMineMineMine"), "user-b")
        );
        var mine = await nexus.ConsentAsync(one, SampleNexus.Sheet("1MineMineMineMineMine"), "user-a");
        var theirs = await nexus.ConsentAsync(other, SampleNexus.Sheet("1TheirTheirTheirTheir"), "user-b");
        await nexus.SendAsync(one, new Application.Features.Syncs.RequestSync.Command(mine.Id));
        await nexus.SendAsync(other, new Application.Features.Syncs.RequestSync.Command(theirs.Id));
        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal("access_denied", foreign.Code);
        Assert.Equal(["{} 2026-09-19 5 EUR True"], await nexus.PointsAsync(one, "finance.revenue"));
        Assert.Equal(["{} 2026-09-19 9 EUR True"], await nexus.PointsAsync(other, "finance.revenue"));
    }

    private static void AddProperty(SampleNexus nexus, string id, string reader, int visits)
    {
        var property = nexus.Google.Properties[id] = new AnalyticsProperty(id) { TimeZone = "UTC" };
        property.Readers.Clear();
        property.Readers.Add(reader);
        for (var i = 0; i < visits; i++)
            property.Visits.Add(new(new DateOnly(2026, 9, 19), $"visitor-{i}"));
    }

    private static JsonObject Property(string id) => new() { ["property"] = id, ["historyFrom"] = "2026-09-01" };
}
