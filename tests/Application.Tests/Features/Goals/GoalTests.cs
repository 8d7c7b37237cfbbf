using FluentValidation;
using Nexus.Application.Features.Goals;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Goals;

public sealed class GoalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static GoalSettings Month(decimal? target, string metric = "notes.edited") => new(metric, target, "month");

    [Theory]
    [InlineData("year", null, null, null, "Target")]
    [InlineData("week", 5, null, null, "Period")]
    [InlineData("custom", 5, null, "2026-12-01", "From")]
    [InlineData("custom", 5, "2026-12-01", "2026-12-01", "To")]
    public async Task A_goal_that_cannot_be_judged_is_refused_at_the_field(
        string period,
        int? target,
        string? from,
        string? to,
        string field
    )
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var goal = new GoalSettings("notes.edited", target, period, From: Day(from), To: Day(to));

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(new CreateGoal.Command(goal))
        );

        Assert.Equal(field, Assert.Single(refused.Errors).PropertyName);
    }

    [Fact]
    public async Task A_goal_of_an_unknown_metric_is_refused()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(new CreateGoal.Command(Month(5, "notes.imagined")))
        );

        Assert.Equal("unknown_metric", refused.Code);
    }

    [Fact]
    public async Task A_change_against_an_older_version_is_refused_and_a_foreign_goal_unknown()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        var goal = await scene.SendAsync(new CreateGoal.Command(Month(5)));
        await scene.SendAsync(new ChangeGoal.Command(goal.Id, 1, Month(6)));

        var late = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.SendAsync(new ChangeGoal.Command(goal.Id, 1, Month(7)))
        );
        var foreign = await Assert.ThrowsAsync<RefusedException>(() =>
            other.SendAsync(new RemoveGoal.Command(goal.Id))
        );

        Assert.Equal(("goal_changed", "goal_not_found"), (late.Code, foreign.Code));
        Assert.Equal(6, Assert.Single(await scene.SendAsync(new ListGoals.Query())).Target);
        Assert.Empty(await other.SendAsync(new ListGoals.Query()));
    }

    [Fact]
    public async Task A_level_is_paced_from_where_it_stood_before_the_period()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new("security.score", "2026-10-31", 60), new("security.score", "2026-11-19", 79));

        var goal = await scene.SendAsync(new CreateGoal.Command(Month(90, "security.score")));

        // 20 of 30 days: two thirds of the way from 60 to 90.
        Assert.Equal(("behind", 79m, 80m), (goal.Status, goal.Value!.Value, Math.Round(goal.Expected!.Value, 6)));
    }

    [Fact]
    public async Task A_goal_that_is_taken_away_leaves_its_history()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var goal = await scene.SendAsync(new CreateGoal.Command(Month(5)));

        await scene.SendAsync(new RemoveGoal.Command(goal.Id));

        Assert.Empty(await scene.SendAsync(new ListGoals.Query("notes.edited")));
        Assert.Equal(
            ["goal.created", "goal.removed"],
            await scene.RowsAsync("select action from nexus.audit_event order by event_id")
        );
    }

    private static DateOnly? Day(string? text) =>
        text is null
            ? null
            : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
