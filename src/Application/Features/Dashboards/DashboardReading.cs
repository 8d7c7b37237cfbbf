using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Reads the numbers of all tiles of a dashboard, and of their goals, in one go.</summary>
internal sealed class DashboardReading(
    IKpiReads reads,
    IGoals goals,
    IMetricStandings standings,
    FreshnessJudging freshness,
    TimeProvider clock
)
{
    public async Task<DashboardData> ReadAsync(
        Dashboard dashboard,
        DashboardLook look,
        CancellationToken cancellationToken
    )
    {
        var metrics = dashboard
            .Tiles.Select(tile => tile.Query?.Metric)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var parts = metrics.SelectMany(FormulaParts.Keys).ToHashSet(StringComparer.Ordinal);
        var facts = await reads.DescribeAsync(parts, cancellationToken);
        var calendar = ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
        var frame = Frame.Of(dashboard, look, calendar, calendar.DateOf(clock.GetUtcNow()));
        var running = (await goals.ListAsync(metrics, cancellationToken))
            .Where(goal => IsUnderWay(goal, frame.Today))
            .ToLookup(goal => goal.Metric, StringComparer.Ordinal);
        var plans = dashboard.Tiles.Select(tile => TilePlan.Of(tile, frame, look, facts, running)).ToList();

        var requests = plans.SelectMany(plan => plan.Requests).ToList();
        var outcomes = new Queue<SeriesOutcome>(
            requests.Count == 0
                ? []
                : (await new SeriesReader(reads, clock).ReadAsync(requests, cancellationToken)).Value
        );
        var stand = (await standings.ListAsync(parts, cancellationToken)).ToLookup(
            one => one.Metric,
            StringComparer.Ordinal
        );
        var tiles = plans.ConvertAll(plan => plan.Compose(outcomes, Standing, frame.Today));
        return new DashboardData(
            dashboard.Id,
            dashboard.Name,
            dashboard.Template,
            dashboard.Version,
            frame.Period,
            frame.From,
            frame.To,
            frame.Compare,
            frame.Compared?.FromDate,
            frame.Compared?.ToDate,
            facts.Workspace.TimeZone,
            facts.Workspace.DataVersion,
            [.. plans.SelectMany(plan => plan.Dimensions).Distinct().Order(StringComparer.Ordinal)],
            tiles
        );

        (Freshness?, IReadOnlyList<string>) Standing(string metric)
        {
            var list = FormulaParts.Keys(metric).SelectMany(part => stand[part]).ToList();
            return (
                freshness.Judge(list, facts.Workspace.TimeZone),
                [.. list.SelectMany(one => one.Quality).Distinct().Order(StringComparer.Ordinal)]
            );
        }
    }

    private static bool IsUnderWay(Goal goal, DateOnly today)
    {
        var (from, to) = GoalJudging.Days(goal, today);
        return from <= today && today < to;
    }
}

/// <summary>The days that a dashboard shows, and those that it holds them against.</summary>
internal sealed record Frame(
    string Period,
    DateOnly From,
    DateOnly To,
    string Compare,
    TimeRange? Compared,
    DateOnly Today
)
{
    /// <exception cref="RefusedException"><c>empty_range</c></exception>
    public static Frame Of(Dashboard dashboard, DashboardLook look, ZonedCalendar calendar, DateOnly today)
    {
        var (from, to) = look.IsCustom
            ? (Day(look.From, today), Day(look.To, today.AddDays(1)))
            : PeriodChoice.Days(look.Period ?? dashboard.Period, today);
        if (to <= from)
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "empty_range",
                "The period is empty: its end has to lie after its first day."
            );
        }
        var compare = look.Compare ?? dashboard.Compare;
        var range = TimeRange.OfDates(from, to, calendar);
        return new Frame(
            look.IsCustom ? PeriodChoice.Custom : look.Period ?? dashboard.Period,
            from,
            to,
            compare,
            ComparisonRange.For(range, ComparisonChoice.Of(compare), today, calendar),
            today
        );
    }

    private static DateOnly Day(string? text, DateOnly otherwise) =>
        text is not null && TimeText.TryDate(text, out var day) ? day : otherwise;
}
