using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Storage;
using Nexus.Infrastructure.Tests.Http;
using Nexus.Testing.Postgres;
using Npgsql;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Storage;

/// <summary>Budgets refill so slowly here that the time a test takes adds nothing: one call in a thousand seconds.</summary>
public sealed class RateBudgetStoreTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const double Slow = 0.001;
    private static readonly TimeSpan None = TimeSpan.Zero;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _scope = RateScope.Of("test", $"{Guid.NewGuid()}");
    private readonly List<NpgsqlDataSource> _pools = [];
    private RateBudgetStore[] _nodes = [];

    public Task InitializeAsync()
    {
        for (var node = 0; node < 4; node++)
            _pools.Add(NpgsqlDataSource.Create($"{postgres.Connections.App};Maximum Pool Size=5"));
        _nodes = [.. _pools.Select(pool => new RateBudgetStore(pool))];
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var pool in _pools)
            await pool.DisposeAsync();
    }

    [Fact]
    public async Task Four_nodes_together_make_no_more_calls_than_one_may()
    {
        var granted = await GrantedAsync(callsOfNode: 50);
        await LetPassAsync(seconds: 5500);
        var grantedLater = await GrantedAsync(callsOfNode: 50);

        Assert.Equal((40, 5), (granted, grantedLater));
    }

    [Fact]
    public async Task A_pause_saves_up_no_more_than_the_burst()
    {
        await GrantedAsync(callsOfNode: 50);
        await LetPassAsync(seconds: 1_000_000);

        Assert.Equal(40, await GrantedAsync(callsOfNode: 50));
    }

    [Fact]
    public async Task Calls_that_wait_get_turns_one_after_another()
    {
        await Task.WhenAll(_nodes.Select(node => TakeAsync(node, Day, burst: 4)));

        var waits = await Task.WhenAll(_nodes.Select(async node => (await TakeAsync(node, Day, burst: 4)).Wait));

        Assert.Equal([1000, 2000, 3000, 4000], waits.Order().Select(wait => RoundToHundred(wait.TotalSeconds)));
    }

    [Fact]
    public async Task A_call_whose_turn_is_too_far_away_is_told_when_it_would_be_and_reserves_nothing()
    {
        await TakeAsync(_nodes[0], None, burst: 1);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var grant = await TakeAsync(_nodes[1], TimeSpan.FromSeconds(10), burst: 1);
            Assert.Equal((false, 1000), (grant.IsGranted, RoundToHundred(grant.Wait.TotalSeconds)));
        }
    }

    [Fact]
    public async Task What_one_node_was_told_to_wait_holds_for_all_at_once()
    {
        await TakeAsync(_nodes[0], None, burst: 40);

        await _nodes[0].ParkAsync(_scope, TimeSpan.FromHours(1), CancellationToken.None);

        foreach (var node in _nodes)
        {
            Assert.False((await TakeAsync(node, TimeSpan.FromSeconds(10), burst: 40)).IsGranted);
            Assert.True(await node.IsParkedAsync(_scope, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_scope_that_nobody_called_yet_can_be_parked()
    {
        await _nodes[0].ParkAsync(_scope, TimeSpan.FromHours(1), CancellationToken.None);

        var grant = await TakeAsync(_nodes[1], Day, burst: 40);

        Assert.Equal(3600 + 1000, RoundToHundred(grant.Wait.TotalSeconds));
    }

    [Fact]
    public async Task A_shorter_wait_does_not_end_a_longer_one()
    {
        await _nodes[0].ParkAsync(_scope, TimeSpan.FromHours(1), CancellationToken.None);

        await _nodes[1].ParkAsync(_scope, TimeSpan.FromSeconds(1), CancellationToken.None);

        await LetPassAsync(seconds: 100);
        Assert.True(await _nodes[2].IsParkedAsync(_scope, CancellationToken.None));
    }

    [Fact]
    public async Task When_the_wait_is_over_calls_come_one_by_one_and_not_in_a_burst()
    {
        await _nodes[0].ParkAsync(_scope, TimeSpan.FromHours(1), CancellationToken.None);

        await LetPassAsync(seconds: 3600 + 2500);

        Assert.False(await _nodes[0].IsParkedAsync(_scope, CancellationToken.None));
        Assert.Equal(2, await GrantedAsync(callsOfNode: 50));
    }

    [Fact]
    public async Task Other_scopes_are_none_of_its_business()
    {
        await _nodes[0].ParkAsync(_scope, TimeSpan.FromHours(1), CancellationToken.None);

        var grant = await _nodes[0].TakeAsync(RateScope.Of("test", $"{Guid.NewGuid()}"), Slow, 1, None, default);

        Assert.True(grant.IsGranted);
    }

    [Fact]
    public async Task After_one_node_was_told_to_wait_another_does_not_call_the_provider()
    {
        await using var scene = await HttpScene.StartAsync();
        using var one = scene.Node(_nodes[0]);
        using var other = scene.Node(_nodes[1]);
        var calls = HttpScene.Calls() with { QuotaScope = $"{Guid.NewGuid()}" };
        scene.Stub.Answer(Status(429, "Retry-After: 3600"));
        await FailAsync(scene, one.Open(calls));

        var failure = await FailAsync(scene, other.Open(calls));

        Assert.Equal((IntegrationFault.RateLimited, 1), (failure.Fault, scene.Stub.Requests));
    }

    [Fact]
    public async Task Ten_workspaces_with_grants_of_their_own_stay_under_the_limit_of_the_project_that_they_share()
    {
        await using var scene = await HttpScene.StartAsync();
        using var node = scene.Node(_nodes[0]);
        scene.Stub.Answer(Status(200));
        var project = new SharedLimit($"{Guid.NewGuid()}", Slow, Burst: 30);
        var clients = Enumerable
            .Range(0, 10)
            .Select(_ => HttpScene.Calls() with { QuotaScope = $"{Guid.NewGuid()}", SharedLimits = [project] })
            .Select(node.Open)
            .ToList();

        var refused = 0;
        foreach (var client in clients.SelectMany(client => Enumerable.Repeat(client, 5)))
        {
            try
            {
                using var response = await client.GetAsync(new Uri("v1/things", UriKind.Relative));
            }
            catch (IntegrationException fault) when (fault.Fault == IntegrationFault.RateLimited)
            {
                refused++;
            }
        }

        Assert.Equal((30, 20), (scene.Stub.Requests, refused));
    }

    private static Task<IntegrationException> FailAsync(HttpScene scene, HttpClient client) =>
        Assert.ThrowsAsync<IntegrationException>(() =>
            scene.PassTimeAsync(client.GetAsync(new Uri("v1/things", UriKind.Relative)))
        );

    private static double RoundToHundred(double seconds) => Math.Round(seconds / 100) * 100;

    private Task<RateGrant> TakeAsync(RateBudgetStore node, TimeSpan longest, int burst) =>
        node.TakeAsync(_scope, Slow, burst, longest, CancellationToken.None);

    /// <summary>How many of the calls that all nodes try at the same time may be made at once.</summary>
    private async Task<int> GrantedAsync(int callsOfNode)
    {
        var grants = await Task.WhenAll(
            _nodes.SelectMany(node => Enumerable.Range(0, callsOfNode).Select(_ => TakeAsync(node, None, burst: 40)))
        );
        return grants.Count(grant => grant.IsGranted);
    }

    /// <summary>Makes the budget as it would be after a time.</summary>
    private async Task LetPassAsync(int seconds)
    {
        await using var age = postgres.App.CreateCommand(
            """
            update nexus.rate_budget
            set refilled_at = refilled_at - $2 * interval '1 second', parked_until = parked_until - $2 * interval '1 second'
            where scope = $1
            """
        );
        age.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _scope });
        age.Parameters.Add(new NpgsqlParameter<int> { TypedValue = seconds });
        Assert.Equal(1, await age.ExecuteNonQueryAsync());
    }
}
