using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>What became of one request among many.</summary>
internal readonly record struct SeriesOutcome(SeriesAnswer? Answer, RefusedException? Refusal);

/// <summary>Reads any number of series in at most three round trips: what is stored, the values, and the shown groups.</summary>
internal sealed class SeriesReader(IKpiReads reads, TimeProvider clock)
{
    /// <returns>The outcomes in the order of the requests, and the version of the data they were read from.</returns>
    public async Task<Versioned<IReadOnlyList<SeriesOutcome>>> ReadAsync(
        IReadOnlyList<SeriesRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var metrics = requests
            .SelectMany(request => FormulaParts.Keys(request.Metric))
            .ToHashSet(StringComparer.Ordinal);
        var facts = await reads.DescribeAsync(metrics, cancellationToken);
        var cuts = new BucketCuts(ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart));

        var outcomes = new SeriesOutcome[requests.Count];
        var works = new List<SeriesWork>();
        for (var i = 0; i < requests.Count; i++)
        {
            try
            {
                works.Add(new SeriesWork(i, SeriesPlanner.Plan(requests[i], facts, cuts, now), now));
            }
            catch (RefusedException refusal)
            {
                outcomes[i] = new SeriesOutcome(null, refusal);
            }
        }

        await ReadAllAsync(works.SelectMany(work => work.FirstReads()), cancellationToken);
        await ReadAllAsync(works.SelectMany(work => work.GroupReads()), cancellationToken);
        foreach (var work in works)
            outcomes[work.Index] = new SeriesOutcome(work.Compose(), null);
        var version = DataVersion.Of(facts.Workspace);
        return new Versioned<IReadOnlyList<SeriesOutcome>>(outcomes, version, version.Clock(now));
    }

    private async Task ReadAllAsync(IEnumerable<PendingRead> pending, CancellationToken cancellationToken)
    {
        var list = pending.ToList();
        if (list.Count == 0)
            return;
        var cells = await reads.ReadAsync(list.ConvertAll(read => read.Read), cancellationToken);
        for (var i = 0; i < list.Count; i++)
            list[i].Target.Add(list[i].Part, cells[i], list[i].Opened);
    }
}

/// <summary>A read and the lines that its cells belong to.</summary>
internal readonly record struct PendingRead(KpiRead Read, PartPlan Part, LineSet Target, bool Opened);
