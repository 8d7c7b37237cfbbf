using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Positions of streams and slices of backfills, in the transaction that is open.</summary>
public interface IStreamStore
{
    /// <summary>Moves a stream on, or says that it is read to its end.</summary>
    /// <param name="complete">Null leaves it.</param>
    /// <param name="sawData">Whether records came.</param>
    Task MoveAsync(
        int connectionId,
        string stream,
        string purpose,
        string? checkpoint,
        bool? complete,
        bool sawData,
        CancellationToken cancellationToken
    );

    /// <summary>Puts streams back to their start once all of them have been read to their end, and leaves them alone before.</summary>
    Task EndPassAsync(
        int connectionId,
        string purpose,
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    );

    /// <summary>Puts streams back to their start.</summary>
    Task RestartAsync(
        int connectionId,
        string purpose,
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    );

    /// <summary>Remembers that the credential may not read a stream.</summary>
    /// <param name="passes">Whether this pass is done with it.</param>
    Task DenyAsync(int connectionId, string stream, string purpose, bool passes, CancellationToken cancellationToken);

    /// <summary>Says when everything had been read for the first time; does nothing later.</summary>
    Task SetSyncedSinceAsync(int connectionId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Stores how a backfill is cut, once.</summary>
    Task CutAsync(Guid runId, IReadOnlyList<DateRange> slices, CancellationToken cancellationToken);

    /// <summary>The slices of a backfill in the order of reading.</summary>
    Task<IReadOnlyList<Slice>> SlicesAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>Ends a slice and makes its positions those of the next one: the start.</summary>
    Task EndSliceAsync(int connectionId, Guid runId, int number, CancellationToken cancellationToken);
}

/// <summary>A part of a backfill, read before the next one is begun.</summary>
/// <param name="Number">From 0, in the order of reading.</param>
public sealed record Slice(int Number, DateRange Days, bool Done);
