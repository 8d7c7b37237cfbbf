namespace Nexus.Application.Syncing;

/// <summary>What this node's clock is off by, held against the one clock that all nodes share.</summary>
public interface IClockSkew
{
    /// <summary>How far the database's clock is ahead of this node's, to within a round trip; in the transaction that is open.</summary>
    Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken);
}
