using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.OAuth;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Syncing;
using Nexus.ProviderSimulator.Faults;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.OAuth;

public sealed class GrantRenewalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_hundred_callers_with_an_expired_token_make_one_call()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        scene.Google.Consent.Rotates = true;
        var access = await AccessAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        scene.Simulator.Requests.Clear();

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => access.TokenAsync(refused: null, CancellationToken.None))
        );

        Assert.Single(tokens.Select(token => token.Reveal()).Distinct());
        Assert.Equal(1, scene.Simulator.Requests.Count("/token"));
    }

    [Fact]
    public async Task Two_nodes_with_an_expired_token_make_one_call()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        scene.Google.Consent.Rotates = true;
        var grant = await GrantAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        scene.Simulator.Requests.Clear();
        scene.Simulator.Faults.OnCall("/token", 1, Fault.SlowBody(TimeSpan.FromMilliseconds(20), bytes: 64));

        // Each knows nothing of what the other has under way, as processes do not.
        var nodes = Enumerable.Range(0, 8).Select(_ => Access(scene, grant, ownNode: true)).ToList();
        var tokens = await Task.WhenAll(nodes.Select(node => node.TokenAsync(null, CancellationToken.None)));

        Assert.Single(tokens.Select(token => token.Reveal()).Distinct());
        Assert.Equal(1, scene.Simulator.Requests.Count("/token"));
    }

    [Fact]
    public async Task A_rotated_token_outlives_the_process_that_received_it()
    {
        var death = new Death();
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App, death);
        scene.Google.Consent.Rotates = true;
        var access = await AccessAsync(scene);

        for (var round = 0; round < 1000; round++)
        {
            scene.Clock.Advance(TimeSpan.FromHours(1));
            death.At = Failpoint.GrantKept;
            await Assert.ThrowsAsync<Died>(() => access.TokenAsync(null, CancellationToken.None));
            death.At = null;
            Assert.StartsWith(
                "ya29",
                (await access.TokenAsync(null, CancellationToken.None)).Reveal(),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(1, scene.Google.Consent.Living);
    }

    [Fact]
    public async Task A_token_near_its_end_is_renewed_before_it_and_serves_while_that_fails()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var access = await AccessAsync(scene);
        var first = (await access.TokenAsync(null, CancellationToken.None)).Reveal();
        scene.Clock.Advance(TimeSpan.FromMinutes(57));
        scene.Simulator.Faults.Queue("/token", Fault.Status(503));

        var whileDown = (await access.TokenAsync(null, CancellationToken.None)).Reveal();
        var after = (await access.TokenAsync(null, CancellationToken.None)).Reveal();

        Assert.Equal(first, whileDown);
        Assert.NotEqual(first, after);
    }

    [Fact]
    public async Task A_provider_that_is_down_kills_no_grant()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var access = await AccessAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(2));
        scene.Simulator.Faults.Queue("/token", Fault.Status(500), Fault.HtmlLogin());

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
                access.TokenAsync(null, CancellationToken.None)
            );
            Assert.NotEqual(IntegrationFault.NeedsReauthorisation, fault.Fault);
        }

        Assert.StartsWith(
            "ya29",
            (await access.TokenAsync(null, CancellationToken.None)).Reveal(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_refused_registration_is_told_to_the_operator_and_waits_for_nobody()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var access = await AccessAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(2));
        scene.Simulator.Faults.Queue("/token", Fault.Status(401, """{"error": "invalid_client"}"""));

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            access.TokenAsync(null, CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.OperatorFault, fault.Fault);
        Assert.Equal(["active"], await scene.RowsAsync("select status from nexus.connection"));
    }

    [Fact]
    public async Task A_grant_that_is_over_waits_for_its_person_and_is_asked_for_no_more()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var access = await AccessAsync(scene);
        scene.Google.Consent.RevokeAll(scene.Google.Consent.User);
        scene.Clock.Advance(TimeSpan.FromHours(2));
        scene.Simulator.Requests.Clear();

        foreach (var _ in Enumerable.Range(0, 3))
        {
            var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
                access.TokenAsync(null, CancellationToken.None)
            );
            Assert.Equal(IntegrationFault.NeedsReauthorisation, fault.Fault);
        }

        Assert.Equal(1, scene.Simulator.Requests.Count("/token"));
        Assert.Equal(["needs_reauthorisation"], await scene.RowsAsync("select status from nexus.connection"));
    }

    [Fact]
    public async Task A_renewal_that_another_has_won_is_no_death_of_the_grant()
    {
        var late = new Late();
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App, late);
        scene.Google.Consent.Rotates = true;
        var grant = await GrantAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        // The first node is so slow to store its tokens that its lease ends, and another asks with the former token.
        late.Then = async () =>
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(2));
            await Assert.ThrowsAsync<IntegrationException>(() =>
                Access(scene, grant, ownNode: true).TokenAsync(null, CancellationToken.None)
            );
        };

        var fault = await Record.ExceptionAsync(() =>
            Access(scene, grant, ownNode: true).TokenAsync(null, CancellationToken.None)
        );

        Assert.Null(fault);
        Assert.Equal(["active"], await scene.RowsAsync("select status from nexus.connection"));
    }

    [Fact]
    public async Task What_nobody_uses_is_renewed_every_day_and_what_nobody_connected_is_given_up()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        await scene.ConnectAsync();
        scene.Google.Consent.User = $"user-{Guid.NewGuid():N}";
        await scene.ConsentAsync();
        scene.Clock.Advance(TimeSpan.FromHours(25));

        var answer = await scene.SendAsync(new CareForGrants.Command());
        var again = await scene.SendAsync(new CareForGrants.Command());

        Assert.Equal((1, 1), (answer.Renewed, answer.Removed));
        Assert.Equal((0, 0), (again.Renewed, again.Removed));
        Assert.Equal(1, scene.Simulator.Requests.Count("/revoke"));
        Assert.Equal(["0"], await scene.RowsAsync("select count(*) from nexus.oauth_state"));
    }

    private static async Task<IGrantedAccess> AccessAsync(ConsentScene scene) =>
        Access(scene, await GrantAsync(scene), ownNode: false);

    private static async Task<int> GrantAsync(ConsentScene scene)
    {
        await scene.ConnectAsync();
        return int.Parse(
            (await scene.RowsAsync("select grant_id from nexus.oauth_grant")).Single(),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private static IGrantedAccess Access(ConsentScene scene, int grant, bool ownNode)
    {
        using var scope = scene.Nexus.Enter(scene.Workspace);
        var services = scope.ServiceProvider;
        var all = ownNode
            ? new GrantedAccesses(
                services.GetRequiredService<Connectors>(),
                services.GetRequiredService<IOAuthClients>(),
                services.GetRequiredService<IServiceScopeFactory>()
            )
            : services.GetRequiredService<GrantedAccesses>();
        return all.Of(scene.Workspace, ConsentScene.Provider, grant)!;
    }

    private sealed class Died : Exception;

    private sealed class Death : IFailpoints
    {
        public string? At { get; set; }

        public Task ReachedAsync(string point, CancellationToken cancellationToken) =>
            point == At ? throw new Died() : Task.CompletedTask;
    }

    private sealed class Late : IFailpoints
    {
        public Func<Task>? Then { get; set; }

        public async Task ReachedAsync(string point, CancellationToken cancellationToken)
        {
            if (point != Failpoint.GrantRenewed || Then is not { } then)
                return;
            Then = null;
            await then();
        }
    }
}
