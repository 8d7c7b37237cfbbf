using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>What is written of streams that hold nothing new.</summary>
public sealed class QuietStreamsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Positions = "select stream, updated_at, access from nexus.connection_stream order by stream";

    [Fact]
    public async Task A_stream_that_stands_where_it_stood_was_looked_at_and_is_not_written()
    {
        await using var scene = await OpenAsync();
        var (looked, stored) = (await LookedAtAsync(scene, "charges"), await scene.RowsAsync(Positions));

        Assert.Equal(RunStatus.Succeeded, await SyncAsync(scene));

        Assert.True(await LookedAtAsync(scene, "charges") > looked);
        Assert.Equal(stored, await scene.RowsAsync(Positions));
    }

    [Fact]
    public async Task A_stream_that_was_looked_at_while_another_failed_says_so_itself()
    {
        await using var scene = await OpenAsync();
        var charges = await LookedAtAsync(scene, "charges");
        scene.Provider.Fails = call =>
            call == "sync refunds" ? new IntegrationException(IntegrationFault.UnexpectedResponse, "Nonsense.") : null;

        Assert.Equal(RunStatus.Partial, await SyncAsync(scene));

        Assert.True(await LookedAtAsync(scene, "charges") > charges);
    }

    [Fact]
    public async Task A_stream_that_may_not_be_read_was_not_looked_at_when_the_others_were()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = call =>
            call == "sync refunds" ? new IntegrationException(IntegrationFault.NoAccess, "Not this one.") : null;

        Assert.Equal(RunStatus.Partial, await SyncAsync(scene));

        Assert.True(await LookedAtAsync(scene, "refunds") < await LookedAtAsync(scene, "charges"));
    }

    [Fact]
    public async Task A_stream_that_may_be_read_again_is_written_as_such_although_it_holds_nothing_new()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = call =>
            call == "sync refunds" ? new IntegrationException(IntegrationFault.NoAccess, "Not this one.") : null;
        await SyncAsync(scene);
        Assert.Contains("denied", string.Join(' ', await scene.RowsAsync(Positions)), StringComparison.Ordinal);
        scene.Provider.Fails = _ => null;

        Assert.Equal(RunStatus.Succeeded, await SyncAsync(scene));

        Assert.DoesNotContain("denied", string.Join(' ', await scene.RowsAsync(Positions)), StringComparison.Ordinal);
    }

    /// <summary>Both streams have been read to their end once; from then on they hold nothing new.</summary>
    private async Task<SyncScene> OpenAsync()
    {
        var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 1).AddDays("refunds", 1);
        await scene.SyncAsync();
        scene.Provider.Pages = _ => [];
        return scene;
    }

    private static async Task<RunStatus?> SyncAsync(SyncScene scene)
    {
        await scene.DueAsync();
        return (await scene.SyncAsync()).Status;
    }

    private static async Task<DateTimeOffset?> LookedAtAsync(SyncScene scene, string stream)
    {
        var connection = await scene.Node.Nexus.SendAsync(scene.Workspace, new GetConnection.Query(scene.Connection));
        return connection.Streams.Single(one => one.Name == stream).UpdatedAt;
    }
}
