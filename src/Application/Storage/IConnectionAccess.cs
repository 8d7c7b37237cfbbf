using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Storage;

/// <summary>What a run needs of a connection, in the transaction that is open.</summary>
public interface IConnectionAccess
{
    /// <summary>The connection with its credentials decrypted; null where there is none in this workspace.</summary>
    Task<OpenConnection?> OpenAsync(int connectionId, CancellationToken cancellationToken);

    /// <summary>A connection that deliveries arrive for, with no secrets but those named; null where there is none in this workspace.</summary>
    /// <param name="secrets">Names of credentials; those that the connection lacks are left out of the answer.</param>
    Task<Receiver?> FindReceiverAsync(
        Guid id,
        IReadOnlyCollection<string> secrets,
        CancellationToken cancellationToken
    );

    /// <summary>The number under which rows refer to a connection; null where there is none in this workspace.</summary>
    Task<int?> NumberOfAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Says what a connection waits for, and writes it to the audit trail. Anything but active takes it off its
    /// schedule; active puts it back and makes it due at once, unless it is manual.
    /// </summary>
    /// <remarks>
    /// What a person paused only becomes active or disconnected, and what is disconnected stays so: other changes of those
    /// are passed over.
    /// </remarks>
    /// <param name="code">Stable; null for active.</param>
    /// <param name="message">What happened and what a person can do; null for active.</param>
    Task SetStatusAsync(
        int connectionId,
        ConnectionStatus status,
        string? code,
        string? message,
        CancellationToken cancellationToken
    );
}

/// <param name="ConnectionId">The number under which rows refer to it.</param>
/// <param name="Schedule">As <see cref="Syncing.ICadences"/> reads it.</param>
/// <param name="ScheduleZone">IANA zone: its own, else the workspace's.</param>
/// <param name="SyncedSince">When everything had been read once; null before.</param>
/// <param name="Context">What its adapter is opened with.</param>
public sealed record OpenConnection(
    int ConnectionId,
    string Provider,
    string Name,
    ConnectionStatus Status,
    string Schedule,
    string ScheduleZone,
    DateTimeOffset? SyncedSince,
    ConnectionContext Context
);

/// <param name="ConnectionId">The number under which rows refer to it.</param>
/// <param name="Account">The account that it reads; null before that is known.</param>
/// <param name="Secrets">By name.</param>
public sealed record Receiver(
    int ConnectionId,
    string Provider,
    ConnectionStatus Status,
    string? Account,
    IReadOnlyDictionary<string, Secret> Secrets
);
