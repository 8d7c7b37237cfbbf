using System.Globalization;
using Nexus.Domain.Goals;
using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Goals;

public sealed class GoalPaceTests
{
    private static readonly DateOnly First = new(2026, 11, 1);

    private static GoalTerms Terms(
        MetricAggregation aggregation = MetricAggregation.Sum,
        MetricDirection direction = MetricDirection.Good
    ) => new(300m, aggregation, direction, First, First.AddMonths(1));

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void Without_a_value_nothing_is_judged()
    {
        var pace = GoalPace.Of(Terms(), actual: null, opening: null, First.AddDays(9));

        Assert.Equal((GoalStatus.NoData, (decimal?)null), (pace.Status, pace.Progress));
        Assert.Equal(100m, pace.Expected);
    }

    [Fact]
    public void A_period_that_has_not_begun_is_not_judged() =>
        Assert.Equal(GoalStatus.NotBegun, GoalPace.Of(Terms(), 500m, null, First.AddDays(-1)).Status);

    [Theory]
    [InlineData("99.99", GoalStatus.Behind)]
    [InlineData("100", GoalStatus.OnTrack)]
    [InlineData("300", GoalStatus.Reached)]
    public void A_sum_is_expected_to_grow_by_the_day(string actual, GoalStatus expected) =>
        Assert.Equal(expected, GoalPace.Of(Terms(), Number(actual), null, First.AddDays(9)).Status);

    [Theory]
    [InlineData("100", GoalStatus.OnTrack)]
    [InlineData("100.01", GoalStatus.Behind)]
    [InlineData("300.01", GoalStatus.Missed)]
    public void What_should_stay_small_has_a_ceiling_that_is_paced_as_well(string actual, GoalStatus expected) =>
        Assert.Equal(
            expected,
            GoalPace.Of(Terms(direction: MetricDirection.Bad), Number(actual), null, First.AddDays(9)).Status
        );

    [Theory]
    [InlineData("219.9", "180", GoalStatus.Behind)]
    [InlineData("220", "180", GoalStatus.OnTrack)]
    [InlineData("299", null, GoalStatus.Behind)]
    [InlineData("300", null, GoalStatus.Reached)]
    public void A_level_is_expected_on_its_way_from_where_it_stood(
        string actual,
        string? opening,
        GoalStatus expected
    ) =>
        Assert.Equal(
            expected,
            GoalPace.Of(Terms(MetricAggregation.Last), Number(actual), Number(opening), First.AddDays(9)).Status
        );

    [Theory]
    [InlineData("301", GoalStatus.Behind)]
    [InlineData("300", GoalStatus.OnTrack)]
    public void A_rate_over_its_ceiling_may_still_come_down(string actual, GoalStatus expected)
    {
        var pace = GoalPace.Of(
            Terms(MetricAggregation.Ratio, MetricDirection.Bad),
            Number(actual),
            null,
            First.AddDays(9)
        );

        Assert.Equal((expected, (decimal?)null), (pace.Status, pace.Expected));
    }

    [Theory]
    [InlineData(MetricDirection.Good, "299", GoalStatus.Missed)]
    [InlineData(MetricDirection.Good, "300", GoalStatus.Reached)]
    [InlineData(MetricDirection.Bad, "300", GoalStatus.Reached)]
    [InlineData(MetricDirection.Bad, "301", GoalStatus.Missed)]
    public void When_the_period_is_over_the_target_alone_counts(
        MetricDirection direction,
        string actual,
        GoalStatus expected
    )
    {
        var pace = GoalPace.Of(Terms(direction: direction), Number(actual), null, First.AddMonths(1));

        Assert.Equal((expected, 1m), (pace.Status, pace.ElapsedShare));
    }

    [Fact]
    public void A_target_of_zero_has_no_share_of_it() =>
        Assert.Null(GoalPace.Of(Terms() with { Target = 0m }, 5m, null, First).Progress);
}
