using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>What became of one request among many.</summary>
internal readonly record struct SeriesOutcome(SeriesAnswer? Answer, RefusedException? Refusal);

/// <summary>
/// Reads any number of series in at most three round trips: what is stored, the values, and the shown groups where they
/// did not come with the values. What was
/// stored when this node last looked is taken for granted and checked on the way, which saves the first.
/// </summary>
internal sealed class SeriesReader(IKpiReads reads, TimeProvider clock)
{
    private readonly DateTimeOffset _now = clock.GetUtcNow();

    /// <remarks>Nothing more may be read in a transaction that this opens.</remarks>
    /// <returns>The outcomes in the order of the requests, and the version of the data they were read from.</returns>
    public async Task<Versioned<IReadOnlyList<SeriesOutcome>>> ReadAsync(
        IReadOnlyList<SeriesRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var metrics = requests
            .SelectMany(request => FormulaParts.Keys(request.Metric))
            .ToHashSet(StringComparer.Ordinal);
        var plans = await ReadFirstAsync(requests, metrics, ahead: true, cancellationToken);
        // The server and this code order groups alike, save for some names of equal totals.
        if (!plans.Works.All(work => work.HasShownGroups()))
            plans = await ReadFirstAsync(requests, metrics, ahead: false, cancellationToken);
        if (plans.HasGroups)
            await ReadAsync(plans, plans.GroupReads, last: true, check: false, cancellationToken);

        foreach (var work in plans.Works)
            plans.Outcomes[work.Index] = new SeriesOutcome(work.Compose(), null);
        var version = DataVersion.Of(plans.Facts.Workspace);
        return new Versioned<IReadOnlyList<SeriesOutcome>>(plans.Outcomes, version, version.Clock(_now));
    }

    /// <param name="ahead">Whether groups are read together with the totals that they are chosen by, where that can be.</param>
    private async Task<Plans> ReadFirstAsync(
        IReadOnlyList<SeriesRequest> requests,
        HashSet<string> metrics,
        bool ahead,
        CancellationToken cancellationToken
    )
    {
        var plans = reads.Recall(metrics) is { } recalled ? Plan(requests, recalled, ahead) : null;
        if (
            plans is not null
            && await ReadAsync(plans, plans.FirstReads, !plans.HasGroups, check: true, cancellationToken)
        )
            return plans;
        plans = Plan(requests, await reads.DescribeAsync(metrics, cancellationToken), ahead);
        await ReadAsync(plans, plans.FirstReads, !plans.HasGroups, check: false, cancellationToken);
        return plans;
    }

    private Plans Plan(IReadOnlyList<SeriesRequest> requests, KpiFacts facts, bool ahead)
    {
        var cuts = new BucketCuts(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
        var outcomes = new SeriesOutcome[requests.Count];
        var works = new List<SeriesWork>();
        for (var i = 0; i < requests.Count; i++)
        {
            try
            {
                works.Add(new SeriesWork(i, SeriesPlanner.Plan(requests[i], facts, cuts, _now), _now, ahead));
            }
            catch (RefusedException refusal)
            {
                outcomes[i] = new SeriesOutcome(null, refusal);
            }
        }
        return new Plans(facts, works, outcomes);
    }

    /// <param name="check">Whether the plans rest on what is only recalled.</param>
    /// <returns>False where they do and it no longer holds.</returns>
    private async Task<bool> ReadAsync(
        Plans plans,
        IEnumerable<PendingRead> pending,
        bool last,
        bool check,
        CancellationToken cancellationToken
    )
    {
        var list = pending.ToList();
        var asked = list.ConvertAll(read => read.Read);
        var cells = check
            ? await reads.TryReadAsync(plans.Facts, asked, last, cancellationToken)
            : await reads.ReadAsync(asked, last, cancellationToken);
        if (cells is null)
            return false;
        for (var i = 0; i < list.Count; i++)
            list[i].Take(cells[i]);
        return true;
    }

    /// <param name="Outcomes">Of the requests that were refused; the others follow.</param>
    private sealed record Plans(KpiFacts Facts, IReadOnlyList<SeriesWork> Works, SeriesOutcome[] Outcomes)
    {
        public bool HasGroups => Works.Any(work => work.HasGroups);

        public IEnumerable<PendingRead> FirstReads => Works.SelectMany(work => work.FirstReads());

        public IEnumerable<PendingRead> GroupReads => Works.SelectMany(work => work.GroupReads());
    }
}

/// <summary>A read and the lines that its cells belong to.</summary>
internal readonly record struct PendingRead(KpiRead Read, PartPlan Part, LineSet Target, bool Opened)
{
    /// <summary>Where cells of buckets go that come beside those of totals.</summary>
    public LineSet? Shown { get; init; }

    public void Take(IReadOnlyList<KpiCell> cells) => Target.Add(Part, cells, Opened, Shown);
}
