using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Which workspaces there are, and changes to the one that is entered.</summary>
public interface IWorkspaces
{
    /// <summary>An id that no workspace has or will have.</summary>
    Task<WorkspaceId> NextIdAsync(CancellationToken cancellationToken);

    /// <summary>The oldest workspace, or null on a new database.</summary>
    Task<WorkspaceId?> FindFirstAsync(CancellationToken cancellationToken);

    /// <summary>The workspace with this public id, or null.</summary>
    Task<WorkspaceId?> FindAsync(Guid publicId, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> while no other node runs it.</summary>
    Task<T> AloneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Adds the workspace that the open transaction has entered.</summary>
    Task AddAsync(Workspace workspace, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for those who write the workspace's points and keeps others out until the transaction ends. To be called
    /// before anything is locked.
    /// </summary>
    Task HoldWritersAsync(CancellationToken cancellationToken);

    /// <summary>The entered workspace, with its row locked until the transaction ends.</summary>
    Task<Workspace> LockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores name, time zone, currency and first day of the week, and counts the data version up. A new time zone moves
    /// the totals of days and months that hourly values add up to, and is preceded by <see cref="HoldWritersAsync"/>.
    /// </summary>
    /// <returns>The workspace as stored.</returns>
    Task<Workspace> ChangeAsync(Workspace before, Workspace after, CancellationToken cancellationToken);
}
