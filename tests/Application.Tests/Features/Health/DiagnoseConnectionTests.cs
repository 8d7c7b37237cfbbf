using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Health;
using Nexus.Application.Integrations;
using Nexus.Application.Tests.Features.Connections;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Health;

public sealed class DiagnoseConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_connection_of_another_workspace_is_not_there()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await using var other = await ConnectionScene.OpenAsync(postgres.App);
        var made = await other.ConnectAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(new DiagnoseConnection.Command(made.Id))
        );

        Assert.Equal(RefusalKind.NotFound, refused.Kind);
    }

    [Theory]
    [InlineData(IntegrationFault.NeedsReauthorisation, "sign_in")]
    [InlineData(IntegrationFault.NoAccess, "sign_in")]
    [InlineData(IntegrationFault.Misconfigured, "sign_in")]
    [InlineData(IntegrationFault.Unavailable, "reach")]
    [InlineData(IntegrationFault.UnexpectedResponse, "reach")]
    [InlineData(IntegrationFault.OperatorFault, "reach")]
    [InlineData(IntegrationFault.RateLimited, "limits")]
    [InlineData(IntegrationFault.AccountChanged, "account")]
    [InlineData(IntegrationFault.UpgradeRequired, "api_version")]
    public async Task What_the_provider_says_leads_to_the_row_that_applies(IntegrationFault fault, string code)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(fault, "It went wrong in words of the provider.");

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        var applies = Assert.Single(answer.Rows, row => row.State == "fault");
        Assert.Equal((code, false, applies.Finding), (applies.Code, answer.Healthy, answer.Verdict));
        Assert.NotNull(applies.Remedy);
    }

    [Fact]
    public async Task What_could_not_be_asked_is_not_called_well()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "No answer.");

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        Assert.Equal(
            ["limits", "sign_in", "account", "permissions", "clock", "last_run"],
            answer.Rows.Where(row => row.State == "unknown").Select(row => row.Code)
        );
    }

    [Fact]
    public async Task A_connection_that_somebody_paused_is_told_so_first()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.SendAsync(new PauseConnection.Command(made.Id));

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        Assert.Equal("Somebody paused it, so nothing is fetched.", answer.Verdict);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = call =>
            call == "probe refunds" ? new IntegrationException(IntegrationFault.NoAccess, "No.") : null;

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        Assert.Contains("'refunds.read'", answer.Verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failed", 0, "The sign-in was refused.")]
    [InlineData("partial", 3, "3 records came in a form that could not be read.")]
    [InlineData("suspicious", 0, "Nothing came, although there usually is something.")]
    public async Task What_became_of_the_last_sync_is_told(string status, int rejected, string verdict)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, status, rejected: rejected);

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        Assert.StartsWith(verdict, answer.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_stands_in_the_way_it_says_so()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        await scene.AddRunAsync(made.Id, "succeeded");

        var answer = await scene.SendAsync(new DiagnoseConnection.Command(made.Id));

        Assert.True(answer.Healthy, answer.Verdict);
        Assert.All(answer.Rows, row => Assert.Equal("ok", row.State));
    }
}
