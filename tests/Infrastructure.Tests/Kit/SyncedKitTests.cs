using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Faults;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>What every provider is held to through the engine: over HTTP, into a real database as the unprivileged role.</summary>
public sealed class SyncedKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    /// <summary>Deaths and waits after which a run that still goes on never ends.</summary>
    private const int MostSteps = 100;

    /// <summary>Two readings never begin at the same time.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private const int FewestDeaths = 2;

    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public async Task A_connection_is_made_tested_synced_twice_to_the_same_and_ended(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();

        var made = await nexus.ConnectAsync(workspace);
        var tested = await nexus.SendAsync(workspace, new TestConnection.Command(made.Id));
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        var once = await nexus.StoredAsync(workspace);
        await nexus.MoveAsync(Moment);
        await nexus.DueAsync();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        Assert.True(tested.Ok, tested.Message);
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
        Assert.Equal(once, await nexus.StoredAsync(workspace));
        Assert.True(
            (await nexus.SendAsync(workspace, new DisconnectConnection.Command(made.Id, Erase: false))).Finished
        );
        Assert.True(
            (await nexus.SendAsync(workspace, new DisconnectConnection.Command(made.Id, Erase: false))).Finished
        );
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
        await nexus.DueAsync();
        Assert.Null(await nexus.RunOnceAsync());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_provider_that_asks_for_fewer_calls_is_left_alone_until_its_time_and_holds_nobody_up(
        string provider
    )
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        var (fault, until) = nexus.Subject.Throttled(nexus.Clock.GetUtcNow());
        nexus.Simulator.Faults.Always(nexus.Subject.Data, fault);

        var first = await nexus.RunOnceAsync();
        var calls = nexus.Simulator.Requests.All.Count;
        await nexus.MoveAsync(until - nexus.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        var early = await nexus.RunOnceAsync();

        Assert.Equal(RunStatus.Queued, first!.Status);
        Assert.Equal(["True"], await nexus.RowsAsync(workspace, "select lease_owner is null from nexus.sync_schedule"));
        Assert.Null(early);
        Assert.Equal(calls, nexus.Simulator.Requests.All.Count);
        nexus.Simulator.Faults.Clear();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Nodes_that_die_at_page_after_page_lose_nothing_and_are_told_no_when_they_come_back(
        string provider
    )
    {
        // What is frozen gives no sign of life.
        await using var nexus = await KitNexus.StartAsync(
            database,
            provider,
            services => services.AddSingleton(new SyncOptions { WatchEvery = TimeSpan.FromHours(1) })
        );
        var undisturbed = await nexus.OpenAsync();
        await nexus.ConnectAsync(undisturbed);
        await nexus.RunAsync();
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);

        var dead = new List<Task>();
        for (var step = 0; step < MostSteps; step++)
        {
            // Each node gets one page further than the one before, and dies before that page is stored, or after.
            var frozen = nexus.Failpoints.FreezeNext(
                dead.Count % 2 == 0 ? Failpoint.PageTransformed : Failpoint.AfterPageCommit,
                dead.Count + 1
            );
            if (await nexus.ClaimAsync() is not { } lease)
            {
                if (!await nexus.IsWaitingAsync())
                    break;
                await nexus.MoveAsync(TimeSpan.FromMinutes(1));
                continue;
            }
            var run = nexus.SendAsync(lease.Workspace, new Application.Features.Syncs.RunSync.Command(lease));
            if (await Task.WhenAny(frozen, run) != frozen)
            {
                await run;
                continue;
            }
            dead.Add(run);
            await nexus.ExpireLeasesAsync(workspace);
            await nexus.MoveAsync(Moment);
        }
        var stored = await nexus.StoredAsync(workspace);
        nexus.Failpoints.Thaw();
        foreach (var run in dead)
            await Record.ExceptionAsync(() => run);

        Assert.InRange(dead.Count, Math.Min(FewestDeaths, nexus.Account.Pages), MostSteps - 1);
        Assert.Equal(await nexus.StoredAsync(undisturbed), stored);
        Assert.Equal(stored, await nexus.StoredAsync(workspace));
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(workspace));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Two_workspaces_with_one_account_share_nothing(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        var mine = await nexus.ConnectAsync(one);
        await nexus.ConnectAsync(other);
        await nexus.RunAsync();
        var others = await nexus.StoredAsync(other);

        var unseen = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(other, new GetConnection.Query(mine.Id))
        );
        await nexus.SendAsync(one, new DisconnectConnection.Command(mine.Id, Erase: true));

        Assert.Equal("connection_not_found", unseen.Code);
        Assert.Empty(await nexus.ToldAsync(one));
        Assert.Equal(others, await nexus.StoredAsync(other));
        Assert.Equal(nexus.Expected, await nexus.ToldAsync(other));
        await nexus.MoveAsync(Moment);
        await nexus.DueAsync();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["1"], await nexus.RowsAsync(other, "select count(distinct connection_id) from nexus.kpi_series"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_connection_whose_credential_is_gone_is_told_so_and_waits_for_a_person(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        await nexus.ChangeAsync(workspace, "delete from nexus.credential");

        await nexus.RunOnceAsync();

        Assert.Equal(["failed"], await nexus.RowsAsync(workspace, "select status from nexus.sync_run"));
        Assert.StartsWith(
            "needs_",
            Assert.Single(await nexus.RowsAsync(workspace, "select status from nexus.connection")),
            StringComparison.Ordinal
        );
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_secret_is_told_to_nobody_not_even_where_the_provider_repeats_it(string provider)
    {
        using var heard = new KitEars();
        await using var nexus = await KitNexus.StartAsync(database, provider, heard.Listen);
        var workspace = await nexus.OpenAsync();
        var made = await nexus.ConnectAsync(workspace);
        await nexus.RunAsync();

        foreach (var fault in Repeating(nexus))
        {
            nexus.Simulator.Faults.Clear();
            nexus.Simulator.Faults.Always("*", fault);
            heard.Hear((await nexus.SendAsync(workspace, new TestConnection.Command(made.Id))).ToString());
            heard.Hear(await Record.ExceptionAsync(() => nexus.ConnectAsync(workspace)));
            await nexus.DueAsync();
            await nexus.RunOnceAsync();
        }
        heard.Hear(await nexus.SendAsync(workspace, new GetConnection.Query(made.Id)));
        await heard.HearAsync(database.Database);

        Assert.True(heard.Count > 100, $"Only {heard.Count} things were heard.");
        Assert.All(
            nexus.Account.Credentials.Values.Concat(nexus.Account.Secrets),
            secret => Assert.Empty(heard.Holding(secret))
        );
    }

    /// <summary>Refusals of all kinds that repeat every secret that they were sent.</summary>
    private static IEnumerable<Fault> Repeating(KitNexus nexus)
    {
        var said = string.Join(' ', nexus.Account.Credentials.Values.Concat(nexus.Account.Secrets));
        var quoted = System.Text.Json.JsonSerializer.Serialize(said);
        foreach (var status in new[] { 200, 400, 401, 403, 404, 500 })
            yield return Fault.Status(
                status,
                $$"""{"error":{"message":{{quoted}},"code":{{quoted}}},"errors":[{"code":{{quoted}}}],"message":{{quoted}}}"""
            );
        yield return Fault.Status(200, said, "text/html");
    }
}
