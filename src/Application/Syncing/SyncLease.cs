using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Syncing;

/// <summary>A node's right to sync one connection.</summary>
/// <param name="ConnectionId">The number under which rows refer to it.</param>
/// <param name="Fence">Whoever writes must hold the highest: a later claim makes this one worthless.</param>
/// <param name="Lane">What it was claimed for.</param>
/// <param name="Due">Since when it was due.</param>
/// <param name="Provider">Key of the provider.</param>
public sealed record SyncLease(
    WorkspaceId Workspace,
    int ConnectionId,
    long Fence,
    RunLane Lane,
    DateTimeOffset Due,
    string Provider
);

/// <summary>Another node holds the connection now, or nobody may: what this one was about to write is void.</summary>
public sealed class LeaseLostException() : Exception("Another node has taken the connection over.");

/// <summary>Takes due connections for this node, across workspaces.</summary>
public interface ISyncClaims
{
    /// <summary>False where the operator gave no role that may claim.</summary>
    bool CanClaim { get; }

    /// <param name="provider">Key of the provider whose connections are wanted.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="lastLane">Nothing from lanes behind this one.</param>
    Task<IReadOnlyList<SyncLease>> ClaimAsync(
        string provider,
        int most,
        RunLane lastLane,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Ends sessions that hold a claimed connection and have waited for their own node for twice a lease: a node that was
    /// frozen while it sent a page would keep others from taking over until it is thawed.
    /// </summary>
    /// <returns>How many there were.</returns>
    Task<int> EndStandingAsync(CancellationToken cancellationToken);
}

/// <summary>Wakes the node that it is told on, so that what was asked for begins at once.</summary>
public interface ISyncSignal
{
    void Wake();
}
