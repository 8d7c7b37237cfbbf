using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Objectives;

/// <summary>How objectives stand at the end of each day: all of them, and by title, owner and status.</summary>
/// <remarks>
/// Sources of objectives keep no history, so it is made here: a day shows what was read last until its end. Before an objective was read
/// for the first time nothing is known of it.
/// </remarks>
/// <param name="termsOf">What a connection's settings say about its objectives.</param>
internal sealed class ObjectivesProjection(Func<JsonElement, ObjectiveTerms> termsOf) : IRecordProjection
{
    private const string Total = "objectives.total";
    private const string Completed = "objectives.completed";
    private const string AtRisk = "objectives.at_risk";
    private const string Overdue = "objectives.overdue";
    private const string Measured = "objectives.measured";
    private const string ProgressSum = "objectives.progress_sum";

    public string Name => "objectives";

    public IReadOnlyList<string> Metrics { get; } = [Total, Completed, AtRisk, Overdue, Measured, ProgressSum];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        if (after.Stream != Objective.Stream)
            return null;
        var day = calendar.DateOf(DateTimeOffset.FromUnixTimeMilliseconds(after.Version));
        return new(day < today ? day : today, today);
    }

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var terms = termsOf(request.Settings);
        var histories = await HistoriesAsync(request, cancellationToken);
        if (histories.Count == 0)
            yield break;
        var first = histories.Min(history => history[0].Day);
        for (
            var day = request.Days.First > first ? request.Days.First : first;
            day <= request.Days.Last && day <= request.Today;
            day = day.AddDays(1)
        )
        {
            foreach (var (dimensions, standing) in Standings(histories, terms, day))
            {
                foreach (var (metric, value) in standing.Values(terms))
                    yield return new(
                        new SeriesKey(metric, Granularity.Day, "", dimensions),
                        Periods.Stored(day),
                        value,
                        day < request.SettledBefore
                    );
            }
        }
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var terms = termsOf(request.Settings);
        var found = new List<Contribution>();
        foreach (var history in await HistoriesAsync(request, cancellationToken))
        {
            if (At(history, day) is not { Objective: { } objective } state)
                continue;
            if (series.Dimensions.Pairs.Any(pair => !Levels(objective).Contains((pair.Key, pair.Value))))
                continue;
            var one = new Standing();
            one.Add(objective, terms, day);
            var value = one.Values(terms).FirstOrDefault(part => part.Metric == series.Metric).Value;
            if (value != 0)
                found.Add(new(Objective.Stream, state.Id, value, Describe(objective, terms)));
        }
        foreach (
            var part in found.OrderByDescending(part => part.Value).ThenBy(part => part.Id, StringComparer.Ordinal)
        )
            yield return part;
    }

    private static string Describe(Objective objective, ObjectiveTerms terms) =>
        string.Join(
            ", ",
            new[]
            {
                objective.Title,
                objective.Status,
                objective.Progress(terms) is { } progress
                    ? FormattableString.Invariant($"{progress * 100:0.##} %")
                    : null,
            }.Where(part => part is not null)
        );

    /// <summary>How all stand, and those of each title, owner and status; of what was there before and is not, with nothing.</summary>
    private static IEnumerable<(DimensionSet Dimensions, Standing Standing)> Standings(
        List<List<State>> histories,
        ObjectiveTerms terms,
        DateOnly day
    )
    {
        var all = new Standing();
        var by = new SortedDictionary<(string Name, string Value), Standing>();
        foreach (var history in histories)
        {
            foreach (var former in history.TakeWhile(state => state.Day <= day).Select(state => state.Objective))
            {
                foreach (var level in former is null ? [] : Levels(former))
                    by.TryAdd(level, new());
            }
            if (At(history, day) is not { Objective: { } objective })
                continue;
            all.Add(objective, terms, day);
            foreach (var level in Levels(objective))
                by[level].Add(objective, terms, day);
        }
        return by.Select(one => (DimensionSet.Of([KeyValuePair.Create(one.Key.Name, one.Key.Value)]), one.Value))
            .Prepend((DimensionSet.Empty, all));
    }

    private static IEnumerable<(string Name, string Value)> Levels(Objective objective)
    {
        yield return ("objective", objective.Title);
        if (objective.Owner is { } owner)
            yield return ("owner", owner);
        if (objective.Status is { } status)
            yield return ("status", status);
    }

    /// <summary>The state at the end of a day; null where nothing was known of it yet.</summary>
    private static State? At(List<State> history, DateOnly day) => history.FindLast(state => state.Day <= day);

    /// <summary>The states of each objective with the day from whose end on each was so.</summary>
    private static async Task<List<List<State>>> HistoriesAsync(
        ProjectionRequest request,
        CancellationToken cancellationToken
    )
    {
        var histories = new List<List<State>>();
        await foreach (var (record, since) in request.Records.ReadHistoryAsync(Objective.Stream, cancellationToken))
        {
            var day = request.Calendar.DateOf(since ?? DateTimeOffset.FromUnixTimeMilliseconds(record.Version));
            var state = new State(record.Id, day, Objective.Read(record));
            if (histories.Count > 0 && histories[^1][0].Id == record.Id)
                histories[^1].Add(state);
            else
                histories.Add([state]);
        }
        return histories;
    }

    /// <param name="Objective">Null where it no longer existed.</param>
    private sealed record State(string Id, DateOnly Day, Objective? Objective);

    /// <summary>How a group of objectives stands.</summary>
    private sealed class Standing
    {
        private int _total;
        private int _completed;
        private int _atRisk;
        private int _overdue;
        private int _measured;
        private decimal _progress;

        public void Add(Objective objective, ObjectiveTerms terms, DateOnly day)
        {
            _total++;
            _completed += objective.IsCompleted(terms) ? 1 : 0;
            _atRisk += objective.IsAtRisk(terms) ? 1 : 0;
            _overdue += objective.IsOverdue(terms, day) ? 1 : 0;
            if (objective.Progress(terms) is not { } progress)
                return;
            _measured++;
            _progress += progress;
        }

        /// <remarks>What the settings do not tell how to see is missing, and not none.</remarks>
        public IEnumerable<(string Metric, decimal Value)> Values(ObjectiveTerms terms)
        {
            yield return (Total, _total);
            yield return (Completed, _completed);
            yield return (Measured, _measured);
            yield return (ProgressSum, _progress);
            if (terms.AtRisk.Count > 0)
                yield return (AtRisk, _atRisk);
            if (terms.HasDue)
                yield return (Overdue, _overdue);
        }
    }
}
