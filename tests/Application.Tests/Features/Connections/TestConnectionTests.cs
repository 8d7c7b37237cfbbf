using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Connections;

public sealed class TestConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_credential_that_is_refused_is_the_verdict_and_no_stream_is_asked()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = _ => new IntegrationException(
            IntegrationFault.NeedsReauthorisation,
            "The key was revoked. Enter a new one."
        );

        var answer = await scene.SendAsync(new TestConnection.Command(made.Id));

        Assert.Equal((false, "The key was revoked. Enter a new one."), (answer.Ok, answer.Message));
        Assert.Equal(["credential"], answer.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named_and_the_other_streams_go_on()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = call =>
            call == "probe refunds" ? new IntegrationException(IntegrationFault.NoAccess, "No.") : null;

        var answer = await scene.SendAsync(new TestConnection.Command(made.Id));

        Assert.True(answer.Ok);
        var refunds = answer.Checks.Single(check => check.Name == "stream:refunds");
        Assert.False(refunds.Ok);
        Assert.Contains("'refunds.read'", refunds.Message, StringComparison.Ordinal);
        var streams = (await scene.SendAsync(new GetConnection.Query(made.Id))).Streams;
        Assert.Equal([StreamAccess.Granted, StreamAccess.Denied], streams.Select(stream => stream.Access));
    }

    [Fact]
    public async Task When_nothing_may_be_read_the_test_fails()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Fails = call =>
            call.StartsWith("probe", StringComparison.Ordinal)
                ? new IntegrationException(IntegrationFault.NoAccess, "No.")
                : null;

        Assert.False((await scene.SendAsync(new TestConnection.Command(made.Id))).Ok);
    }

    [Fact]
    public async Task Streams_that_do_not_answer_in_time_are_named_and_their_access_stays_unknown()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Provider.During = (call, _) =>
        {
            if (call != "probe charges")
                return Task.CompletedTask;
            asked.SetResult();
            return new TaskCompletionSource().Task;
        };

        var answering = scene.SendAsync(new TestConnection.Command(made.Id));
        await asked.Task;
        scene.Clock.Advance(TimeSpan.FromSeconds(10));
        var answer = await answering;

        var charges = answer.Checks.Single(check => check.Name == "stream:charges");
        Assert.Contains("10 seconds", charges.Message, StringComparison.Ordinal);
        var streams = (await scene.SendAsync(new GetConnection.Query(made.Id))).Streams;
        Assert.Equal(StreamAccess.Unknown, streams.Single(stream => stream.Name == "charges").Access);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(-61, false)]
    public async Task A_clock_that_differs_by_more_than_a_minute_is_told(int seconds, bool ok)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();
        scene.Provider.Now = ConnectionScene.Now.AddSeconds(seconds);

        var answer = await scene.SendAsync(new TestConnection.Command(made.Id));

        Assert.Equal(ok, answer.Checks.Single(check => check.Name == "clock").Ok);
    }

    [Theory]
    [InlineData(61, true)]
    [InlineData(60, false)]
    [InlineData(-1, false)]
    public async Task An_api_version_near_its_end_is_told(int days, bool ok)
    {
        var descriptor = new FakeConnector().Descriptor with
        {
            ApiVersionEnds = DateOnly.FromDateTime(ConnectionScene.Now.Date).AddDays(days),
        };
        await using var scene = await ConnectionScene.OpenAsync(
            postgres.App,
            new FakeConnector { Descriptor = descriptor }
        );
        var made = await scene.ConnectAsync();

        var answer = await scene.SendAsync(new TestConnection.Command(made.Id));

        Assert.Equal(ok, answer.Checks.Single(check => check.Name == "api_version").Ok);
    }

    [Fact]
    public async Task A_sound_account_passes_every_check()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.ConnectAsync();

        var answer = await scene.SendAsync(new TestConnection.Command(made.Id));

        Assert.All(answer.Checks, check => Assert.True(check.Ok, check.Message));
        Assert.Equal(
            ["credential", "account", "time_zone", "currency", "stream:charges", "stream:refunds"],
            answer.Checks.Select(check => check.Name)
        );
    }
}
