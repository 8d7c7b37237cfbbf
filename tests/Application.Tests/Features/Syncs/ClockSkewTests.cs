using Microsoft.Extensions.DependencyInjection;
using Nexus.Domain.Integrations;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Nodes whose clocks differ, and a provider whose records have no version but the time at which they were fetched.</summary>
public sealed class ClockSkewTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Off = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_state_that_a_slow_node_fetched_later_is_newer_than_one_that_a_fast_node_fetched_before()
    {
        await using var scene = await OpenAsync();

        await ReadAsync(scene, Off, 1);
        await ReadAsync(scene, -Off, 2);

        Assert.Equal(["2026-03-01 2"], await scene.PointsAsync("web.page_views"));
    }

    [Fact]
    public async Task The_time_of_fetching_is_told_by_the_clock_that_all_nodes_share()
    {
        await using var scene = await OpenAsync();

        await ReadAsync(scene, Off, 1);

        Assert.Equal(
            ["True"],
            await scene.RowsAsync(
                "select abs(version / 1000.0 - extract(epoch from now())) < 45 from nexus.source_record"
            )
        );
    }

    private async Task<SyncScene> OpenAsync()
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Provider.Maps = data =>
        {
            var mapped = FakeAccount.AsRecords(data);
            var version = data.FetchedAt.ToUnixTimeMilliseconds();
            return mapped with { Records = [.. mapped.Records.Select(record => record with { Version = version })] };
        };
        return scene;
    }

    /// <summary>Reads the one record, as it is by now, on a node whose clock is wrong.</summary>
    private static async Task ReadAsync(SyncScene scene, TimeSpan off, decimal value)
    {
        var clock = new ShiftedClock(off);
        scene.Account.Rows("charges").Clear();
        scene.Account.Add("charges", "charges-1", "2026-03-01", value);
        scene.Provider.Pages = request =>
            scene
                .Account.Pages(request with { From = default })
                .Select(page =>
                    page with
                    {
                        Records = [.. page.Records.Select(raw => raw with { FetchedAt = clock.GetUtcNow() })],
                    }
                );
        var node = scene.AddNode(adjust: services => services.AddSingleton<TimeProvider>(clock));
        await scene.ChangeAsync("update nexus.connection_stream set checkpoint = null");
        await scene.DueAsync();
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync(node)).Status);
    }
}
