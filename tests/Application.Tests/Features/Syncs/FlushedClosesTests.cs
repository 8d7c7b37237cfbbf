using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;
using Npgsql;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Which closes of runs wait until the server's disk has them.</summary>
public sealed class FlushedClosesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string Closes = "select close from public.close order by close";

    [Fact]
    public async Task The_close_of_a_run_that_found_nothing_need_not_wait()
    {
        await using var scene = await OpenAsync();

        await scene.SyncAsync();

        Assert.Equal(["succeeded off"], await scene.RowsAsync(Closes));
    }

    [Fact]
    public async Task The_close_of_a_run_that_stored_a_page_waits()
    {
        await using var scene = await OpenAsync();
        scene.Account.AddDays("visits", 1);
        scene.Provider.Pages = scene.Account.Pages;

        await scene.SyncAsync();

        Assert.Equal(["succeeded on"], await scene.RowsAsync(Closes));
    }

    [Fact]
    public async Task The_close_of_a_run_that_failed_waits()
    {
        await using var scene = await OpenAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "It is down.");

        await scene.SyncAsync();

        Assert.Equal(["failed on"], await scene.RowsAsync(Closes));
    }

    [Fact]
    public async Task The_close_of_a_run_whose_projections_may_have_computed_new_days_waits()
    {
        await using var scene = await OpenAsync(new FakeProjection());

        await scene.SyncAsync();

        Assert.Equal(["succeeded on"], await scene.RowsAsync(Closes));
    }

    [Fact]
    public async Task The_close_of_a_run_that_goes_on_for_a_dead_one_waits_although_it_found_nothing()
    {
        await using var scene = await OpenAsync();
        scene.Node.Failpoints.FreezeAt(Failpoint.RunOpened);
        _ = scene.Node.RunAsync((await scene.Node.ClaimAsync()).Single());
        await scene.Node.Failpoints.Frozen;
        await scene.ExpireLeaseAsync();

        await scene.SyncAsync(scene.AddNode());

        Assert.Equal(["interrupted on", "succeeded on"], await scene.RowsAsync(Closes));
    }

    /// <summary>
    /// A connection that is due anew, to a provider of which nobody wonders that it has nothing. Whoever connects asks for
    /// the first run, so that it is none that a claim opens.
    /// </summary>
    private async Task<SyncScene> OpenAsync(params IReadOnlyList<IRecordProjection> projections)
    {
        var scene = await SyncScene.OpenAsync(
            postgres.Database,
            descriptor =>
                new()
                {
                    Descriptor = descriptor,
                    Streams = [new SourceStream("visits", "Visits")],
                    Maps = FakeAccount.AsPoints,
                    Projections = projections,
                }
        );
        scene.Provider.Pages = _ => [];
        await scene.SyncAsync();
        await scene.DueAsync();
        await scene.ChangeAsync("delete from public.close");
        return scene;
    }

    /// <summary>The server of tests waits for no disk by itself: the application's role is told to, as on a durable one.</summary>
    public async Task InitializeAsync()
    {
        await using var server = NpgsqlDataSource.Create(postgres.Database.Administrator);
        await using var arrange = server.CreateCommand(
            $"""
            alter role nexus_app in database "{postgres.Database.Name}" set synchronous_commit = on;
            drop table if exists public.close cascade;
            create table public.close (close text not null);
            grant select, insert, delete on public.close to nexus_app;
            create or replace function public.note_close() returns trigger language plpgsql as $body$
            begin
                insert into public.close values (new.status || ' ' || current_setting('synchronous_commit'));
                return null;
            end $body$;
            grant execute on function public.note_close() to nexus_app;
            create or replace trigger note_close after update on nexus.sync_run
                for each row when (new.finished_at is not null) execute function public.note_close();
            """
        );
        await arrange.ExecuteNonQueryAsync();
        postgres.Database.App.Clear();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
