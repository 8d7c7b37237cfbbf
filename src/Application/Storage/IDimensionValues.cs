namespace Nexus.Application.Storage;

/// <summary>What there is to filter by.</summary>
public interface IDimensionValues
{
    /// <summary>The values that a dimension has in the series of some metrics, in the order of the alphabet.</summary>
    /// <param name="metrics">Keys of stored metrics.</param>
    /// <param name="limit">At most so many, the first ones.</param>
    Task<IReadOnlyList<string>> ListAsync(
        string dimension,
        IReadOnlyCollection<string> metrics,
        int limit,
        CancellationToken cancellationToken
    );
}
