namespace Nexus.Application.Storage;

/// <summary>What projections have to compute again, in the transaction that is open.</summary>
public interface IProjectionQueue
{
    /// <summary>Marks every day of every connection whose records are projected, and makes those connections due.</summary>
    /// <remarks>For changes that reach all numbers: rates, the workspace's zone, its week or its currency. Waits for all writers.</remarks>
    Task MarkAllAsync(CancellationToken cancellationToken);

    /// <summary>The same for one connection, whose settings changed.</summary>
    Task MarkAsync(Guid connection, CancellationToken cancellationToken);
}
