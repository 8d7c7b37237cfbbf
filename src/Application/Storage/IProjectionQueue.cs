namespace Nexus.Application.Storage;

/// <summary>What projections have to compute again, in the transaction that is open.</summary>
public interface IProjectionQueue
{
    /// <summary>Marks every day of every connection whose records are projected, and makes those connections due.</summary>
    /// <remarks>For changes that reach all numbers: rates, the workspace's zone or its currency.</remarks>
    Task MarkAllAsync(CancellationToken cancellationToken);
}
