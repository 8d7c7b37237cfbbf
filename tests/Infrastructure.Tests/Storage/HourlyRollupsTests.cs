using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Workspaces;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Tests.Storage.Ingest;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Storage;

public sealed class HourlyRollupsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/Los_Angeles")]
    [InlineData("Pacific/Kiritimati")]
    public async Task A_new_time_zone_moves_hours_into_its_days_and_leaves_days_where_they_are(string zone)
    {
        await using var scene = await IngestScene.OpenAsync(postgres, "Europe/Berlin");
        await scene.WriteAsync(
            new Given(IngestScene.Spend, "2026-01-31T22:00", 1),
            new Given(IngestScene.Spend, "2026-01-31T23:00", 2, "a"),
            new Given(IngestScene.Spend, "2026-02-01T00:00", 4),
            new Given(IngestScene.Spend, "2026-02-01T20:00", 8, "a"),
            new Given(IngestScene.Spend, "2026-03-01", 16),
            new Given(IngestScene.Level, "2026-02-01T00:00", 32)
        );
        var before = await scene.RollupsAsync();

        var changed = await ChangeAsync(scene, zone);

        Assert.Equal(zone, changed.TimeZone);
        Assert.NotEqual(before, await scene.RollupsAsync());
        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
        await ChangeAsync(scene, "Europe/Berlin");
        Assert.Equal(before, await scene.RollupsAsync());
    }

    [Fact]
    public async Task Writers_and_a_change_of_the_time_zone_do_not_lose_each_other()
    {
        await using var scene = await IngestScene.OpenAsync(postgres);
        var writers = Enumerable
            .Range(0, 12)
            .Select(i =>
                scene.WriteToAsync(
                    $"source {i % 4}",
                    new Given(IngestScene.Spend, $"2026-02-{i + 1:00}T23:00", i + 1),
                    new Given(IngestScene.Spend, $"2026-02-{i + 1:00}T01:00", i + 1)
                )
            );
        var changes = new[] { "Asia/Kolkata", "America/Los_Angeles", "Asia/Tokyo" }.Select(zone =>
            ChangeAsync(scene, zone)
        );

        await Task.WhenAll([.. writers, .. changes]);

        Assert.Equal(await scene.RollupsFromPointsAsync(), await scene.RollupsAsync());
    }

    [Fact]
    public async Task Every_change_moves_the_data_version()
    {
        await using var scene = await IngestScene.OpenAsync(postgres);

        var first = await ChangeAsync(scene, "Asia/Tokyo");
        var second = await ChangeAsync(scene, "Asia/Seoul");

        Assert.True(second.DataVersion > first.DataVersion);
    }

    private static Task<Workspace> ChangeAsync(IngestScene scene, string zone) =>
        scene.InTransactionAsync(services =>
            services
                .GetRequiredService<IMediator>()
                .Send(new ChangeWorkspace.Command(Name: null, zone, Currency: null, WeekStart: null))
        );
}
