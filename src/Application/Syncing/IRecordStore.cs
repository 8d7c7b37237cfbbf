using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Records of providers, and which days have to be computed from them, in the transaction that is open.</summary>
public interface IRecordStore
{
    /// <summary>Keeps of each record the state with the highest version, whatever order they come in.</summary>
    /// <param name="records">Several states of one record are allowed.</param>
    /// <param name="history">Streams of which every state is kept.</param>
    /// <returns>What changed, other than by being seen again.</returns>
    Task<IReadOnlyList<RecordChange>> StoreAsync(
        int connectionId,
        Guid runId,
        IReadOnlyList<FetchedRecord> records,
        IReadOnlySet<string> history,
        CancellationToken cancellationToken
    );

    /// <summary>How many records a stream holds that exist, and how many of those were not seen since a moment.</summary>
    Task<(long Held, long Unseen)> CountUnseenAsync(
        int connectionId,
        string stream,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Takes down that the provider has listed objects, of which nothing but their ids is known.</summary>
    /// <param name="objects">Streams and ids; those that are not stored are passed over.</param>
    Task SeeAsync(
        int connectionId,
        IReadOnlyCollection<(string Stream, string Id)> objects,
        CancellationToken cancellationToken
    );

    /// <summary>Marks records that were not seen since a moment as deleted.</summary>
    Task<IReadOnlyList<RecordChange>> SweepAsync(
        int connectionId,
        Guid runId,
        string stream,
        DateTimeOffset since,
        bool keepsHistory,
        CancellationToken cancellationToken
    );

    /// <summary>Versions of records that are stored; others are missing.</summary>
    Task<IReadOnlyDictionary<string, long>> VersionsAsync(
        int connectionId,
        string stream,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>Reads the records of a connection within the transaction.</summary>
    IRecordReader Reader(int connectionId);

    /// <summary>Adds days that a projection has to compute.</summary>
    Task MarkAsync(int connectionId, string projection, DateRange days, CancellationToken cancellationToken);

    /// <summary>What projections have to compute.</summary>
    Task<IReadOnlyList<DirtyDays>> DirtyAsync(int connectionId, CancellationToken cancellationToken);

    /// <summary>Takes days off the list unless they were marked again since they were read.</summary>
    Task ClearAsync(int connectionId, DirtyDays days, CancellationToken cancellationToken);
}

/// <summary>A record and when the call that brought it began.</summary>
public sealed record FetchedRecord(SourceRecord Record, DateTimeOffset FetchedAt);

/// <param name="Before">Null where it is new.</param>
public sealed record RecordChange(SourceRecord? Before, SourceRecord After);

/// <param name="Mark">Changes whenever the days are marked.</param>
public sealed record DirtyDays(string Projection, DateRange Days, string Mark);
