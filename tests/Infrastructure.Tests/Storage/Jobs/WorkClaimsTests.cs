using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage.Jobs;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.Jobs;

public sealed class WorkClaimsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(postgres.Database.Connections.Dispatcher!);
    private readonly NexusServices _nexus = Open(postgres);
    private WorkspaceId _workspace;

    private Dispatcher Node => new(_pool);

    public async Task InitializeAsync() => _workspace = await _nexus.CreateWorkspaceAsync();

    public async Task DisposeAsync()
    {
        await _nexus.RowsAsync(_workspace, "delete from nexus.work_item returning 1", commit: true);
        await _nexus.DisposeAsync();
        await _pool.DisposeAsync();
    }

    [Fact]
    public async Task Queue_claim_is_exclusive()
    {
        await EnqueueAsync(200);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => ClaimAllAsync($"node {node}")));

        var items = claims.SelectMany(items => items).ToList();
        Assert.Equal(200, items.Count);
        Assert.Equal(200, items.Distinct().Count());
    }

    [Fact]
    public async Task What_is_not_due_yet_is_not_claimed()
    {
        await EnqueueAsync(1, TimeProvider.System.GetUtcNow().AddHours(1));

        Assert.Empty(await ClaimAsync("node"));
    }

    [Fact]
    public async Task A_claim_ends_with_its_lease_and_the_next_one_outranks_it()
    {
        await EnqueueAsync(1);
        var first = Assert.Single(await ClaimAsync("dead"));
        Assert.Empty(await ClaimAsync("next"));
        await _nexus.RowsAsync(
            _workspace,
            "update nexus.work_item set lease_until = now() - interval '1 s' returning 1",
            commit: true
        );

        var second = Assert.Single(await ClaimAsync("next"));

        Assert.Equal(first.Item, second.Item);
        Assert.True(second.Fence > first.Fence);
    }

    [Fact]
    public async Task An_outcome_under_a_claim_that_was_outranked_is_not_stored()
    {
        await EnqueueAsync(1);
        var stale = Assert.Single(await ClaimAsync("frozen"));
        await _nexus.RowsAsync(
            _workspace,
            "update nexus.work_item set fence = fence + 1, lease_owner = 'next' returning 1",
            commit: true
        );

        await _nexus.InTransactionAsync(
            _workspace,
            async services =>
            {
                await services
                    .GetRequiredService<IWorkItems>()
                    .CompleteAsync(new(stale.Item, "test", default, 0, stale.Fence), CancellationToken.None);
                return 0;
            }
        );

        Assert.Equal(
            ["queued next"],
            await _nexus.RowsAsync(_workspace, "select state, lease_owner from nexus.work_item")
        );
    }

    private static NexusServices Open(PostgresFixture postgres) => new(postgres.App, TimeProvider.System);

    private async Task<List<Guid>> ClaimAllAsync(string node)
    {
        var items = new List<Guid>();
        while (await ClaimAsync(node) is { Count: > 0 } claimed)
            items.AddRange(claimed.Select(claim => claim.Item));
        return items;
    }

    private Task<IReadOnlyList<ClaimedWork>> ClaimAsync(string node) =>
        Node.ClaimWorkAsync(node, 7, Lease, CancellationToken.None);

    private Task<int> EnqueueAsync(int items, DateTimeOffset? due = null) =>
        _nexus.InTransactionAsync(
            _workspace,
            async services =>
            {
                for (var i = 0; i < items; i++)
                    await services
                        .GetRequiredService<IWorkQueue>()
                        .EnqueueAsync(
                            "test",
                            new { about = i },
                            due ?? TimeProvider.System.GetUtcNow(),
                            CancellationToken.None
                        );
                return items;
            }
        );
}
