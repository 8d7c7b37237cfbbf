using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>
/// Runs from their opening to their close. All but <see cref="LookAsync"/> work in the transaction that is open;
/// <see cref="CloseAsync"/> and <see cref="ReleaseAsync"/> are the last in it, and commit a deferred one on the way.
/// </summary>
public interface IRunStore
{
    /// <summary>
    /// Reads the connection of a lease and, unless it was claimed for a backfill, opens the run that the claim is for where
    /// no other waits or was left behind: one question for what most claims come to.
    /// </summary>
    /// <param name="commits">
    /// Whether a run that was opened by it is to be committed on the way; what comes later is a transaction of its own.
    /// </param>
    /// <exception cref="LeaseLostException">The connection belongs to someone else.</exception>
    Task<TakenConnection> TakeAsync(SyncLease lease, bool commits, CancellationToken cancellationToken);

    /// <summary>
    /// Ends runs that a dead node left behind and queues their rest, and takes the oldest run that
    /// waits, or opens the one that the claim is for.
    /// </summary>
    /// <param name="takesBackfill">Whether a backfill may be taken.</param>
    /// <remarks>Nothing is begun of a connection that was taken off its schedule.</remarks>
    /// <exception cref="LeaseLostException">The connection belongs to someone else.</exception>
    Task<OpenedRun> OpenAsync(SyncLease lease, bool takesBackfill, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the transaction one of the lease's holder: it is renewed, and nobody can take it over until the end of the
    /// transaction. To be called first where points or records are written.
    /// </summary>
    /// <exception cref="LeaseLostException">It is not the holder any more.</exception>
    Task HoldAsync(SyncLease lease, CancellationToken cancellationToken);

    /// <summary>Asks, in a transaction of its own, whether a run may go on.</summary>
    /// <param name="renew">Whether to renew the lease, too.</param>
    Task<RunSign> LookAsync(SyncLease lease, Guid runId, bool renew, CancellationToken cancellationToken);

    /// <summary>Counts one stored page, or the end of a stream, in the run and its stream.</summary>
    Task CountAsync(Guid runId, string stream, StreamCounts counts, CancellationToken cancellationToken);

    /// <summary>Adds the calls that were made for a run that goes on elsewhere.</summary>
    /// <remarks>Those of a node that died, or lost its connection to another, are not known.</remarks>
    Task CountCallsAsync(SyncLease lease, Guid runId, MadeCalls calls, CancellationToken cancellationToken);

    /// <param name="done">Share of the run that is done, 0 to 1.</param>
    Task ProgressAsync(Guid runId, double done, CancellationToken cancellationToken);

    /// <summary>When a run before the lease's own last began to read what is new; null if none ever did.</summary>
    Task<DateTimeOffset?> LastSyncAsync(SyncLease lease, CancellationToken cancellationToken);

    /// <summary>Writes what became of a run, and gives the connection back to its schedule or to what waits.</summary>
    /// <param name="ended">Streams of which the run held nothing yet and that ended without a page; their end is still to be written.</param>
    /// <param name="calls">Those made since the run was claimed.</param>
    /// <returns>What became of it: one that was to go on and was cancelled at the last moment does not.</returns>
    /// <exception cref="LeaseLostException">It is not the holder any more.</exception>
    Task<RunStatus> CloseAsync(
        SyncLease lease,
        RunEnding ending,
        IReadOnlyCollection<StreamEnd> ended,
        MadeCalls calls,
        CancellationToken cancellationToken
    );

    /// <summary>Gives the connection back without having run, or in the middle: whoever claims it next goes on.</summary>
    Task ReleaseAsync(SyncLease lease, DateTimeOffset? nextDue, CancellationToken cancellationToken);
}

/// <param name="Connection">Null where there is none, or it cannot be opened.</param>
/// <param name="Fault">Why it cannot be opened.</param>
/// <param name="Opened">Null where <see cref="IRunStore.OpenAsync"/> has to say what is to be run.</param>
public sealed record TakenConnection(OpenConnection? Connection, IntegrationException? Fault, OpenedRun? Opened);

/// <param name="Run">Null where nothing is to be done.</param>
/// <param name="Failures">Runs in a row that failed before this one.</param>
/// <param name="Streams">Where the streams of the connection are.</param>
public sealed record OpenedRun(StartedRun? Run, int Failures, IReadOnlyList<StreamPosition> Streams);

/// <param name="Attempts">How often it was begun since its last stored page, this time included.</param>
/// <param name="Begun">Whether it is begun for the first time: not parked, interrupted or cut into slices before.</param>
/// <param name="Pages">Pages that it has stored before.</param>
/// <param name="Read">Records on these pages.</param>
/// <param name="Rejected">Records among them that could not be mapped.</param>
public sealed record StartedRun(
    Guid Id,
    RunKind Kind,
    string RequestedBy,
    int Attempts,
    bool Begun,
    int Pages,
    long Read,
    long Rejected,
    DateOnly? FirstDay,
    DateOnly? LastDay
)
{
    /// <summary>Streams of which it has read before that nothing is left of what is stored, and did not believe it.</summary>
    public IReadOnlyList<string> Doubted { get; init; } = [];

    /// <summary>Streams of which it holds something from before, if only that they could not be read.</summary>
    public IReadOnlyList<string> Noted { get; init; } = [];

    /// <summary>Whether the claim itself opened it, so that no run before has left it anything.</summary>
    public bool IsFresh { get; init; }
}

/// <summary>Where one stream is for one purpose.</summary>
/// <param name="Purpose">sync, reconcile or backfill.</param>
/// <param name="Complete">Whether it was ever read to its end; for reconcile and backfill, in this pass.</param>
/// <param name="HasData">Whether it ever held a record.</param>
/// <param name="IsGranted">Whether it could be read when it was last looked at.</param>
public sealed record StreamPosition(
    string Stream,
    string Purpose,
    string? Checkpoint,
    bool Complete,
    bool HasData,
    bool IsGranted
);

/// <summary>A stream that held nothing new.</summary>
/// <param name="Moved">Whether its position is not the one that is stored.</param>
public sealed record StreamEnd(StreamPosition Position, bool Moved);

/// <summary>Calls to a provider.</summary>
/// <param name="Took">All of them together.</param>
/// <param name="QuotaUsed">
/// Share of the provider's limits that it said at last to be used, 0 to 1; null where it does not say.
/// </param>
public readonly record struct MadeCalls(long Count, TimeSpan Took, double? QuotaUsed);

/// <summary>What a running run is told.</summary>
public enum RunSign
{
    GoOn,
    Cancel,

    /// <summary>Someone else holds the connection.</summary>
    Lost,
}

/// <summary>What one page adds to the account of its stream.</summary>
/// <param name="Status">reading, complete, failed, denied or skipped.</param>
public sealed record StreamCounts(string Status)
{
    public int Pages { get; init; }
    public long Read { get; init; }
    public long Changed { get; init; }
    public long Rejected { get; init; }
    public long PointsChanged { get; init; }
    public IReadOnlyDictionary<string, int> UnknownFields { get; init; } = new Dictionary<string, int>();
    public string? Notice { get; init; }
    public SyncFault? Fault { get; init; }

    /// <summary>Share of the run that is done, 0 to 1; null leaves it.</summary>
    public double? Progress { get; init; }
}

/// <summary>What went wrong, for people.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">What happened, why, what Nexus does next and what a person can do.</param>
public sealed record SyncFault(string Code, string Message);

/// <summary>What became of a run.</summary>
/// <param name="Status">Queued where it goes on later.</param>
/// <param name="Fault">What stood in the way; null where nothing did.</param>
/// <param name="ParkedUntil">When a queued run goes on at the earliest; null for at once.</param>
/// <param name="HoldsBack">Whether everything else of the connection waits until then, too.</param>
/// <param name="NextDue">When the schedule wants the connection next; null for never.</param>
/// <param name="EventsAfter">When events that wait may be fetched again; null for at once.</param>
/// <param name="Failures">Runs in a row that failed, this one included.</param>
/// <param name="BroughtUpToDate">Whether every stream that may be read was read to its end.</param>
public sealed record RunEnding(
    Guid RunId,
    RunStatus Status,
    SyncFault? Fault,
    DateTimeOffset? ParkedUntil,
    bool HoldsBack,
    DateTimeOffset? NextDue,
    DateTimeOffset? EventsAfter,
    int Failures,
    bool BroughtUpToDate,
    long PointsChanged
)
{
    /// <summary>
    /// Whether it succeeded without having stored or inherited anything. Were its close lost together with the server, the
    /// next claim would find the same, so that nobody has to wait for the disk.
    /// </summary>
    public bool FoundNothing { get; init; }

    /// <summary>Whether the connection had not been read as a whole when the run began.</summary>
    public bool IsFirst { get; init; }
}
