using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Records that could not be mapped, in the transaction that is open.</summary>
public interface IRejectedRecords
{
    /// <summary>Keeps them; a record that is kept already is counted up.</summary>
    /// <param name="restated">Days that their page restates; null where it restates none.</param>
    Task KeepAsync(
        int connectionId,
        Guid runId,
        IReadOnlyList<RejectedData> records,
        DateRange? restated,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes days of a stream, which a page has restated, from all that was rejected before: what is left without a day is
    /// resolved.
    /// </summary>
    /// <param name="again">Those of the page itself.</param>
    Task SupersedeAsync(
        int connectionId,
        string stream,
        DateRange restated,
        IReadOnlyList<RejectedData> again,
        CancellationToken cancellationToken
    );

    /// <summary>Whether since a moment a record of a stream was rejected, and is not resolved, that tells no <see cref="RawData.Id"/>.</summary>
    Task<bool> HoldsNamelessAsync(
        int connectionId,
        string stream,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Those of a connection that are not resolved, oldest first.</summary>
    /// <param name="after">Number of the last one of the page before; 0 at the start.</param>
    Task<IReadOnlyList<KeptReject>> ListAsync(
        int connectionId,
        long after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Those that a run rejected, oldest first, whether they are resolved or not.</summary>
    Task<IReadOnlyList<KeptReject>> ListOfRunAsync(
        Guid runId,
        long after,
        int limit,
        CancellationToken cancellationToken
    );

    Task ResolveAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken);
}

/// <param name="Field">Path of the field at fault.</param>
/// <param name="Message">For people; holds no value of the record.</param>
public sealed record RejectedData(RawData Data, string Code, string Field, string Message);

/// <param name="Payload">The record as it came, up to 64 KiB.</param>
/// <param name="Times">How often it came.</param>
/// <param name="Days">
/// What its page restated and no page after it has restated without it; null where its page restated no days.
/// </param>
public sealed record KeptReject(
    long Number,
    string Stream,
    string Code,
    string Field,
    string Message,
    string Payload,
    DateTimeOffset FetchedAt,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Times,
    DateTimeOffset? ResolvedAt,
    DateRange? Days
);

/// <summary>Events that providers sent and that are not processed yet, in the transaction that is open.</summary>
public interface IWebhookEvents
{
    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<PendingEvent>> PendingAsync(int connectionId, int limit, CancellationToken cancellationToken);

    Task MarkProcessedAsync(
        int connectionId,
        Guid runId,
        IReadOnlyCollection<string> events,
        CancellationToken cancellationToken
    );
}

/// <param name="Known">Whether Nexus does anything with its type.</param>
public sealed record PendingEvent(string Id, bool Known, ReadOnlyMemory<byte> Body);
