using Nexus.Domain.Workspaces;

namespace Nexus.Application.Syncing;

/// <summary>The few questions that are asked across workspaces, by the role that may ask nothing else.</summary>
public interface IDispatcher
{
    /// <summary>Every workspace there is.</summary>
    Task<IReadOnlyList<WorkspaceId>> ListWorkspacesAsync(CancellationToken cancellationToken);

    /// <summary>Takes due work items for a node; each is its own until the lease ends.</summary>
    /// <param name="most">At most so many.</param>
    Task<IReadOnlyList<ClaimedWork>> ClaimWorkAsync(
        string node,
        int most,
        TimeSpan lease,
        CancellationToken cancellationToken
    );
}

/// <param name="Fence">What the item must still carry when its outcome is stored.</param>
public sealed record ClaimedWork(WorkspaceId Workspace, Guid Item, long Fence);
