using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Dashboards;

/// <summary>What one tile needs to be read, and how it is put together from that.</summary>
internal sealed record TilePlan(
    DashboardTile Tile,
    MetricDefinition? Metric,
    string? GroupBy,
    bool Filtered,
    SeriesRequest? Shown,
    SeriesRequest? ComparedGroups,
    SeriesRequest? Split,
    Goal? Goal,
    SeriesRequest? GoalRead,
    SeriesRequest? GoalOpening,
    IReadOnlyCollection<string> Dimensions,
    IReadOnlyList<string> OtherCurrencies
)
{
    /// <summary>Colours tell no more than four groups apart; a list has room for more.</summary>
    private const int GroupsOfCharts = 4;

    private const int GroupsOfLists = 8;
    private const int GroupsOfNumbers = 3;
    private const int MostGroups = 100;

    /// <summary>The order that <see cref="Compose"/> takes the outcomes in.</summary>
    public IEnumerable<SeriesRequest> Requests =>
        new[] { Shown, ComparedGroups, Split, GoalRead, GoalOpening }.OfType<SeriesRequest>();

    public static TilePlan Of(
        DashboardTile tile,
        Frame frame,
        DashboardLook look,
        KpiFacts facts,
        ILookup<string, Goal> goals
    )
    {
        if (tile.Query is not { } query)
            return new TilePlan(tile, null, null, true, null, null, null, null, null, null, [], []);
        var metric = MetricCatalog.TryFind(query.Metric, out var known)
            ? known
            : facts.CustomMetrics.GetValueOrDefault(query.Metric);
        var parts = FormulaParts.Keys(query.Metric);
        var dimensions = facts
            .Levels.Where(level => parts.Contains(level.Metric))
            .SelectMany(level => level.Dimensions)
            .ToHashSet(StringComparer.Ordinal);
        var asked = look.Filter ?? [];
        var filtered = asked.All(text => dimensions.Contains(text.Split(':', 2)[0]));
        var by = look.GroupBy is { } asking && dimensions.Contains(asking) ? asking : null;
        // A number stays the number that it is; what it is made of stands below it.
        var groupBy = tile.Kind == TileKind.Value ? query.GroupBy : by ?? query.GroupBy;
        var currencies = groupBy is null || query.Currency is not null ? [] : Currencies(facts, parts, groupBy);
        var shown = new SeriesRequest
        {
            Metric = query.Metric,
            From = TimeText.Text(frame.From),
            To = TimeText.Text(frame.To),
            GroupBy = groupBy,
            Filter = [.. query.Filter ?? [], .. filtered ? asked : []],
            Source = query.Source,
            Currency = currencies.Count > 1 ? currencies[0] : query.Currency,
            Compare = frame.Compare == ComparisonChoice.Nothing ? null : frame.Compare,
            Limit = groupBy is null ? null : query.Limit ?? UsualLimit(tile.Kind),
        };
        var goal =
            tile.Kind == TileKind.Value && shown.Filter.Count == 0 && shown.Source is null
                ? goals[query.Metric].MinBy(one => Length(one, frame.Today))
                : null;
        return new TilePlan(
            tile,
            metric,
            groupBy,
            filtered,
            shown,
            Compared(tile, shown, frame),
            tile.Kind == TileKind.Value && by is not null
                ? shown with
                {
                    GroupBy = by,
                    Compare = null,
                    Limit = GroupsOfNumbers,
                }
                : null,
            goal,
            goal is null ? null : GoalJudging.Request(goal, frame.Today),
            goal is null || metric is null ? null : GoalJudging.OpeningRequest(goal, metric, frame.Today),
            dimensions,
            [.. currencies.Skip(1)]
        );
    }

    /// <param name="outcomes">Those of all tiles in order; this tile's are taken off the front.</param>
    /// <param name="standing">Freshness and quality of a metric.</param>
    /// <param name="today">Today in the workspace's zone.</param>
    public TileData Compose(
        Queue<SeriesOutcome> outcomes,
        Func<string, (Freshness?, IReadOnlyList<string>)> standing,
        DateOnly today
    )
    {
        var series = Shown is null ? default : outcomes.Dequeue();
        var compared = ComparedGroups is null ? null : outcomes.Dequeue().Answer;
        var split = Split is null ? null : outcomes.Dequeue().Answer;
        var goal = GoalRead is null ? null : outcomes.Dequeue().Answer;
        var opening = GoalOpening is null ? null : outcomes.Dequeue().Answer;
        var (fresh, quality) = Tile.Query is { } query ? standing(query.Metric) : (null, []);
        var points = series.Answer is { } answer ? AllPoints(answer) : [];
        return new TileData(
            TileView.Of(Tile),
            Metric is { } metric
                ? new TileMetric(
                    metric.Key,
                    metric.Name,
                    MetricText.Name(metric.Unit),
                    MetricText.Name(metric.Aggregation),
                    MetricText.Name(metric.Direction),
                    metric.Category,
                    metric.Sources
                )
                : null,
            series.Answer,
            series.Refusal is { } no ? new QueryTiles.TileProblem(no.Code, no.Message, no.Details) : null,
            GroupBy,
            Filtered,
            [.. (series.Answer?.Groups ?? []).Select(group => Beside(group, compared))],
            fresh,
            quality,
            // The bucket that runs is never final; what is worth telling is an earlier one that may still change.
            points.SkipLast(1).Any(point => point is { Value: not null, Final: false }),
            points.Any(point => point.Override),
            Goal is not null && Metric is not null ? GoalJudging.Judge(Goal, Metric, goal, opening, today) : null
        )
        {
            Split = split?.Groups ?? [],
            OtherCurrencies = OtherCurrencies,
        };
    }

    /// <summary>Groups are ranked by amounts of one currency: the workspace's, or the first where it has none of that.</summary>
    private static IReadOnlyList<string> Currencies(
        KpiFacts facts,
        IReadOnlyCollection<string> parts,
        string groupBy
    ) =>
        [
            .. facts
                .Levels.Where(level => parts.Contains(level.Metric) && level.Dimensions.Contains(groupBy))
                .Select(level => level.Currency)
                .Where(currency => currency.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(currency => currency != facts.Workspace.Currency)
                .ThenBy(currency => currency, StringComparer.Ordinal),
        ];

    private static IReadOnlyList<SeriesPoint> AllPoints(SeriesAnswer answer) =>
        answer.Currencies is { Count: > 0 } several ? several[0].Points : answer.Points;

    private static ComparedGroup Beside(GroupAnswer group, SeriesAnswer? compared)
    {
        var total = compared?.Groups?.FirstOrDefault(other => other.Value == group.Value)?.Total;
        return new ComparedGroup(group.Value, total, Decimals.Percent(group.Total - total, total));
    }

    /// <summary>Ranked lists show the change of each group, which takes the groups of the earlier range.</summary>
    private static SeriesRequest? Compared(DashboardTile tile, SeriesRequest shown, Frame frame) =>
        tile.Kind is TileKind.Ranking or TileKind.Table && shown.GroupBy is not null && frame.Compared is { } before
            ? shown with
            {
                From = TimeText.Text(before.FromDate),
                To = TimeText.Text(before.ToDate),
                Compare = null,
                Limit = MostGroups,
                GroupTotalsOnly = true,
            }
            : null;

    private static int UsualLimit(TileKind kind) =>
        kind is TileKind.Ranking or TileKind.Table ? GroupsOfLists : GroupsOfCharts;

    private static int Length(Goal goal, DateOnly today)
    {
        var (from, to) = GoalJudging.Days(goal, today);
        return to.DayNumber - from.DayNumber;
    }
}
