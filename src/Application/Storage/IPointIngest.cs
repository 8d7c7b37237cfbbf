using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>What writing does where a point is stored already.</summary>
public enum IngestMode
{
    /// <summary>Adds what is new; a stored point stays, and one with another value is a conflict.</summary>
    Append,

    /// <summary>Adds what is new and changes what differs.</summary>
    Upsert,

    /// <summary>As <see cref="Upsert"/>, and removes the points of the same metrics and dates that the input lacks.</summary>
    Replace,
}

/// <summary>The source whose points are written; created on first use.</summary>
/// <param name="Provider">Key of the provider.</param>
/// <param name="SourceKey">What makes it the same source next time: a data set, or the provider's account.</param>
/// <param name="Name">What people call it when it is created.</param>
public sealed record IngestSource(string Provider, string SourceKey, string Name);

/// <param name="Source">Whose points these are.</param>
/// <param name="Mode">What happens to stored points.</param>
/// <param name="Kind">What writes: <c>import</c> or <c>sync</c>.</param>
/// <param name="ImportId">The import that writes, if one does.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Metrics">Definition of every metric among the points.</param>
public sealed record IngestRequest(
    IngestSource Source,
    IngestMode Mode,
    string Kind,
    Guid? ImportId,
    string Actor,
    Func<string, MetricDefinition> Metrics
)
{
    /// <summary>Number of the source where it is known; else it is found, or created, by <see cref="Source"/>.</summary>
    public int? ConnectionId { get; init; }

    /// <summary>The run that writes, if one does.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Number of the run's page, from 1; null for a projection.</summary>
    public int? Page { get; init; }

    /// <summary>The stream or projection that the points come from; null for files.</summary>
    public string? Origin { get; init; }

    /// <summary>With <see cref="IngestMode.Replace"/>, what is replaced; null takes what the points themselves cover.</summary>
    public ReplacedDays? Replaces { get; init; }

    /// <summary>
    /// Whether an input without a single point removes nothing of what <see cref="Replaces"/> names: a provider that
    /// suddenly tells nothing is rather mistaken than empty.
    /// </summary>
    public bool KeepsWhereEmpty { get; init; }

    /// <summary>When it is written, by the clock that all nodes share; null takes this node's.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// When the points were fetched, where that was long ago: those that a batch of later has stored stay as they are. Null
    /// for points of now.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Whether people can take the batch back; what a sync wrote is corrected by the next sync.</summary>
    public bool CanBeUndone => Kind == "import";
}

/// <summary>Points that are gone afterwards unless they are among those written.</summary>
/// <param name="Metrics">Keys of their metrics.</param>
/// <param name="Days">Days of the workspace for hours; for what is coarser, every span that overlaps these calendar dates.</param>
public sealed record ReplacedDays(IReadOnlyList<string> Metrics, DateRange Days)
{
    /// <summary>Only points of this level of detail; null for every level.</summary>
    public ReplacedLevel? Level { get; init; }
}

/// <param name="DimensionNames">As <see cref="DimensionSet.Names"/> has them.</param>
/// <param name="Within">Only series with this value of a dimension; null for all.</param>
/// <param name="Except">But not series with these values of a dimension; null for all.</param>
public sealed record ReplacedLevel(
    Granularity Granularity,
    string DimensionNames,
    (string Name, string Value)? Within,
    (string Name, IReadOnlyList<string> Values)? Except = null
);

/// <summary>What a batch did, or in a dry run would do; counts are points.</summary>
/// <param name="BatchId">0 in a dry run.</param>
/// <param name="ConnectionId">0 where the source does not exist yet.</param>
/// <param name="Conflicts">Points that append mode left alone because another value is stored.</param>
public sealed record IngestOutcome(
    int BatchId,
    int ConnectionId,
    long Inserted,
    long Updated,
    long Unchanged,
    long Deleted,
    long Conflicts
)
{
    /// <summary>Points that stay because of <see cref="IngestRequest.KeepsWhereEmpty"/>.</summary>
    public long Kept { get; init; }

    /// <summary>Points that were not written because of <see cref="IngestRequest.AsOf"/>.</summary>
    public long Stale { get; init; }
}

/// <summary>What an undo did; counts are points.</summary>
/// <param name="Removed">Points that no other import speaks of, and so are gone.</param>
/// <param name="Restored">Points that have the value again that the other imports give them.</param>
/// <param name="Conflicts">Points that the batch wrote and that stay as they are, because a later import says so.</param>
public sealed record UndoOutcome(int BatchId, long Removed, long Restored, long Conflicts);

/// <summary>Writes points, with their history and their rollups, in the transaction that is open.</summary>
public interface IPointIngest
{
    /// <summary>Stores the batches as one; equal input twice changes nothing.</summary>
    /// <remarks>
    /// Points with the same series and time add up for a metric whose values add, else the one with the highest line
    /// wins. One writer at a time per source; others wait.
    /// </remarks>
    Task<IngestOutcome> WriteAsync(
        IngestRequest request,
        IAsyncEnumerable<PointBatch> batches,
        CancellationToken cancellationToken
    );

    /// <summary>Counts what <see cref="WriteAsync"/> would do, and stores nothing.</summary>
    Task<IngestOutcome> PreviewAsync(
        IngestRequest request,
        IAsyncEnumerable<PointBatch> batches,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes a batch back: its source is left as the batches that still stand, in their order, would have written it. The
    /// batch is one for which <see cref="IngestRequest.CanBeUndone"/> was true.
    /// </summary>
    Task<UndoOutcome> UndoAsync(int batchId, string actor, CancellationToken cancellationToken);
}
