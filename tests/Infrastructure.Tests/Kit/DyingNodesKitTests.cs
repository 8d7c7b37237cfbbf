using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class DyingNodesKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>Deaths and waits after which a run that still goes on never ends.</summary>
    private const int MostSteps = 100;

    private const int FewestDeaths = 2;

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
                await nexus.MoveOnAsync();
                continue;
            }
            var run = nexus.SendAsync(lease.Workspace, new RunSync.Command(lease));
            if (await Task.WhenAny(frozen, run) != frozen)
            {
                await run;
                continue;
            }
            dead.Add(run);
            await nexus.ExpireLeasesAsync(workspace);
            await nexus.MoveAsync(KitNexus.Moment);
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
}
