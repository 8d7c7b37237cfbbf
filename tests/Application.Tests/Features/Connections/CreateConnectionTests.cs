using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Connections;

public sealed class CreateConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Nothing = "0 0 0";

    private const string Counts =
        "select (select count(*) from nexus.connection), (select count(*) from nexus.credential), (select count(*) from nexus.sync_schedule)";

    [Theory]
    [InlineData(IntegrationFault.NeedsReauthorisation, "credential_refused")]
    [InlineData(IntegrationFault.Misconfigured, "settings_refused")]
    [InlineData(IntegrationFault.NoAccess, "access_denied")]
    [InlineData(IntegrationFault.RateLimited, "provider_busy")]
    [InlineData(IntegrationFault.Unavailable, "provider_unavailable")]
    [InlineData(IntegrationFault.UnexpectedResponse, "provider_answer_unexpected")]
    [InlineData(IntegrationFault.UpgradeRequired, "provider_version_ended")]
    [InlineData(IntegrationFault.OperatorFault, "operator_fault")]
    public async Task What_the_provider_does_not_accept_is_not_stored(IntegrationFault fault, string code)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        scene.Provider.Fails = _ => new IntegrationException(fault, "No.");

        Assert.Equal(code, await scene.RefusedAsync(ConnectionScene.New("acct_1")));
        Assert.Equal([Nothing], await scene.RowsAsync(Counts));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        scene.Provider.During = (_, _) =>
        {
            asked.SetResult();
            return never.Task;
        };

        var refused = scene.RefusedAsync(ConnectionScene.New("acct_1"));
        await asked.Task;
        scene.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("provider_unavailable", await refused);
        Assert.Equal([Nothing], await scene.RowsAsync(Counts));
    }

    [Theory]
    [InlineData("""{"region":"mars"}""", "settings.region must be one of \"eu\", \"us\"")]
    [InlineData("""{"region":1}""", "settings.region must be a string")]
    [InlineData("""{"planet":"mars"}""", "settings.planet is not a setting of this provider")]
    [InlineData("[]", "settings must be an object")]
    public async Task Settings_that_do_not_fit_the_schema_never_reach_the_provider(string settings, string problem)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var command = ConnectionScene.New("acct_1") with
        {
            Settings = JsonSerializer.Deserialize<JsonElement>(settings),
        };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.SendAsync(command));

        Assert.Equal("settings_invalid", refused.Code);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Provider.Calls);
    }

    [Fact]
    public async Task Credentials_that_are_missing_unknown_empty_or_endless_never_reach_the_provider()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        Dictionary<string, Secret?>[] wrong =
        [
            [],
            new() { ["apiKey"] = null },
            ConnectionScene.Credentials(""),
            ConnectionScene.Credentials(new string('x', 20_000)),
            new() { ["apiKey"] = new Secret("key-of-a"), ["password"] = new Secret("b") },
        ];

        foreach (var credentials in wrong)
            Assert.Equal(
                "credentials_invalid",
                await scene.RefusedAsync(ConnectionScene.New("acct_1") with { Credentials = credentials })
            );
        Assert.Empty(scene.Provider.Calls);
    }

    [Fact]
    public async Task A_provider_that_does_not_exist_or_takes_files_cannot_be_connected()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);

        foreach (var provider in new[] { "nobody", "csv" })
            Assert.Equal(
                "unknown_provider",
                await scene.RefusedAsync(ConnectionScene.New("acct_1") with { Provider = provider })
            );
    }

    [Fact]
    public async Task A_schedule_that_is_too_often_is_refused() =>
        Assert.Equal("schedule_invalid", await RefusedScheduleAsync("PT1M"));

    [Fact]
    public async Task An_account_is_connected_once_and_the_refusal_names_where()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var first = await scene.ConnectAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => scene.ConnectAsync());

        Assert.Equal("account_connected", refused.Code);
        Assert.Equal(first.Id, refused.Details["connectionId"]);
        Assert.Contains(first.Name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1 1 1"], await scene.RowsAsync(Counts));
    }

    [Fact]
    public async Task Of_two_that_connect_an_account_at_once_one_is_refused()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.ConnectAsync("acct_0");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Record.ExceptionAsync(() => scene.ConnectAsync()))
        );

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<RefusedException>(), refused => Assert.Equal("account_connected", refused.Code));
        Assert.Equal(["2 2 2"], await scene.RowsAsync(Counts));
    }

    [Fact]
    public async Task Two_first_connections_at_once_share_one_key_of_the_workspace()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(at => scene.ConnectAsync($"acct_{at}")));

        Assert.Equal(
            ["1 4"],
            await scene.RowsAsync(
                "select max(k.key_no), count(c.*) from nexus.workspace_key k join nexus.credential c using (workspace_id, key_no)"
            )
        );
    }

    [Fact]
    public async Task A_connection_is_due_at_once_and_knows_its_account()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);

        var made = await scene.ConnectAsync();

        Assert.Equal(("active", "Account acct_1", "PT1H"), (made.Status, made.Name, made.Schedule));
        Assert.Equal(ConnectionScene.Now, made.NextDue);
        Assert.Equal(new("acct_1", "Account acct_1", "Europe/Berlin", "EUR"), made.Account);
        Assert.Equal(["apiKey"], made.Credentials.Select(credential => credential.Name));
        Assert.Equal(["charges", "refunds"], made.Streams.Select(stream => stream.Name));
        Assert.Equal(["connection.created"], await scene.RowsAsync("select action from nexus.audit_event"));
    }

    [Fact]
    public async Task A_manual_connection_is_never_due_by_itself()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);

        Assert.Null((await scene.ConnectAsync(schedule: "manual")).NextDue);
        Assert.Equal(["True -"], await scene.RowsAsync("select enabled, next_due from nexus.sync_schedule"));
    }

    private async Task<string> RefusedScheduleAsync(string schedule)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        return await scene.RefusedAsync(ConnectionScene.New("acct_1", schedule));
    }
}
