using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Connections;

public sealed class UpdateConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Credentials_of_another_account_are_refused_and_the_old_ones_stay()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();

        Assert.Equal("account_changed", await scene.RefusedAsync(Reconnect(made.Id, "acct_2")));
        Assert.Equal(FakeConnector.KeyOf("acct_1"), await StoredKeyAsync(scene, made.Id));
    }

    [Fact]
    public async Task Credentials_that_the_provider_refuses_change_nothing()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.NeedsReauthorisation, "Wrong.");

        Assert.Equal("credential_refused", await scene.RefusedAsync(Reconnect(made.Id, "acct_1")));
        Assert.Equal("active", (await scene.SendAsync(new GetConnection.Query(made.Id))).Status);
    }

    [Fact]
    public async Task A_foreign_connection_is_as_unknown_as_one_that_never_was()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await using var other = await ConnectionScene.OpenAsync(postgres.App);
        var theirs = (await other.ConnectAsync()).Id;

        foreach (var id in new[] { theirs, Guid.NewGuid() })
        {
            Assert.Equal("connection_not_found", await scene.RefusedAsync(Reconnect(id, "acct_1")));
            Assert.Equal("connection_not_found", await scene.RefusedAsync(new GetConnection.Query(id)));
            Assert.Equal("connection_not_found", await scene.RefusedAsync(new TestConnection.Command(id)));
            Assert.Equal("connection_not_found", await scene.RefusedAsync(new PauseConnection.Command(id)));
            Assert.Equal("connection_not_found", await scene.RefusedAsync(new ResumeConnection.Command(id)));
            Assert.Equal("connection_not_found", await scene.RefusedAsync(new DisconnectConnection.Command(id, true)));
        }
        Assert.Equal("active", (await other.SendAsync(new GetConnection.Query(theirs))).Status);
    }

    [Fact]
    public async Task New_credentials_of_the_account_put_a_connection_that_waited_for_them_back_to_work()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await SetStatusAsync(scene, made.Id, ConnectionStatus.NeedsReauthorisation, "expired");

        var waiting = await scene.SendAsync(new GetConnection.Query(made.Id));
        var changed = await scene.SendAsync(Reconnect(made.Id, "acct_1"));

        Assert.Equal(("needs_reauthorisation", "expired", null), (waiting.Status, waiting.StatusCode, waiting.NextDue));
        Assert.Equal(("active", null, null), (changed.Status, changed.StatusCode, changed.StatusMessage));
        Assert.Equal(ConnectionScene.Now, changed.NextDue);
    }

    [Fact]
    public async Task A_name_or_a_schedule_is_changed_without_asking_the_provider()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Calls.Clear();

        var changed = await scene.SendAsync(ConnectionScene.Patch(made.Id, name: " Shop ", schedule: "PT6H"));

        Assert.Equal(("Shop", "PT6H"), (changed.Name, changed.Schedule));
        Assert.InRange(changed.NextDue!.Value, ConnectionScene.Now.AddSeconds(1), ConnectionScene.Now.AddHours(6));
        Assert.Empty(scene.Provider.Calls);
    }

    [Fact]
    public async Task A_paused_connection_stays_paused_whatever_changes()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.SendAsync(new PauseConnection.Command(made.Id));

        var changed = await scene.SendAsync(Reconnect(made.Id, "acct_1"));

        Assert.Equal(("paused", null), (changed.Status, changed.NextDue));
        Assert.Equal(["False -"], await scene.RowsAsync("select enabled, next_due from nexus.sync_schedule"));
    }

    [Fact]
    public async Task What_a_person_paused_no_run_starts_or_fails()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.SendAsync(new PauseConnection.Command(made.Id));

        await SetStatusAsync(scene, made.Id, ConnectionStatus.NeedsReauthorisation, "expired");

        Assert.Equal("paused", (await scene.SendAsync(new GetConnection.Query(made.Id))).StatusCode);
        var resumed = await scene.SendAsync(new ResumeConnection.Command(made.Id));
        Assert.Equal(("active", ConnectionScene.Now), (resumed.Status, resumed.NextDue));
    }

    [Fact]
    public async Task Settings_are_tried_at_the_provider_before_they_are_kept()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Calls.Clear();

        var changed = await scene.SendAsync(ConnectionScene.Patch(made.Id, settings: """{"region":"eu"}"""));

        Assert.Equal("eu", changed.Settings.GetProperty("region").GetString());
        Assert.Equal(["connect acct_1"], scene.Provider.Calls);
    }

    private static UpdateConnection.Command Reconnect(Guid id, string account) =>
        ConnectionScene.Patch(id, credentials: ConnectionScene.Credentials(FakeConnector.KeyOf(account)));

    private static Task<string> StoredKeyAsync(ConnectionScene scene, Guid id) =>
        scene.Nexus.InTransactionAsync(
            scene.Workspace,
            async services =>
            {
                var access = services.GetRequiredService<IConnectionAccess>();
                var number = await access.NumberOfAsync(id, default);
                return (await access.OpenAsync(number!.Value, default))!.Context.Credentials["apiKey"].Reveal();
            }
        );

    private static Task<bool> SetStatusAsync(ConnectionScene scene, Guid id, ConnectionStatus status, string code) =>
        scene.Nexus.InTransactionAsync(
            scene.Workspace,
            async services =>
            {
                var access = services.GetRequiredService<IConnectionAccess>();
                var number = await access.NumberOfAsync(id, default);
                await access.SetStatusAsync(number!.Value, status, code, "Connect again.", default);
                return true;
            }
        );
}
