using System.Globalization;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

/// <summary>How often each provider is read unless somebody says otherwise, shown by a clock that is moved.</summary>
public sealed class DefaultSchedulesTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Theory]
    [InlineData("stripe", 1)]
    [InlineData("google-analytics", 1)]
    [InlineData("meta-ads", 4)]
    [InlineData("linkedin-ads", 6)]
    [InlineData("x-ads", 6)]
    [InlineData("notion", 24)]
    public async Task A_connection_is_due_at_once_and_then_each_time_its_hours_have_passed(string provider, int hours)
    {
        await using var nexus = await SampleNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        Assert.Single(await nexus.RunAsync());
        var due = await DueAsync(nexus, workspace);
        Assert.InRange(due - nexus.Clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromHours(hours));

        for (var round = 0; round < 2; round++)
        {
            await nexus.MoveAsync(due - nexus.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
            Assert.Null(await nexus.RunOnceAsync());
            // Times are stored to the microsecond: at the very one, it is due once more.
            await nexus.MoveAsync(TimeSpan.FromSeconds(2));
            Assert.Single(await nexus.RunAsync());
            var next = await DueAsync(nexus, workspace);
            Assert.Equal(TimeSpan.FromHours(hours), next - due);
            due = next;
        }
    }

    [Fact]
    public async Task A_manual_connection_is_never_due_by_itself()
    {
        await using var nexus = await SampleNexus.StartAsync(database, "google-sheets");
        var workspace = await nexus.OpenAsync();
        var made = await nexus.ConnectAsync(workspace);

        await nexus.MoveAsync(TimeSpan.FromDays(60));
        Assert.Null(await nexus.RunOnceAsync());

        await nexus.SendAsync(workspace, new Application.Features.Syncs.RequestSync.Command(made.Id));
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        await nexus.MoveAsync(TimeSpan.FromDays(60));
        Assert.Null(await nexus.RunOnceAsync());
    }

    private static async Task<DateTimeOffset> DueAsync(SampleNexus nexus, WorkspaceId workspace) =>
        DateTimeOffset.Parse(
            (
                await nexus.Services.RowsAsync(
                    workspace,
                    """select to_char(next_due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from nexus.sync_schedule"""
                )
            )[0],
            CultureInfo.InvariantCulture
        );
}
