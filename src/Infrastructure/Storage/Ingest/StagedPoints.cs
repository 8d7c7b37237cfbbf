namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>What is known of the points in the staging table without asking it.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Adds">Whether there are points that add up where they share series and time.</param>
/// <param name="Lasts">Whether there are points of which the last line wins.</param>
/// <param name="HasMarks">Whether one of the points is not final or has metadata.</param>
/// <param name="HasUniqueKeys">True where no two rows share series and time; false where that is not certain.</param>
/// <param name="HasNewSeriesOnly">Whether all series were created with these points, so that nothing of them is stored.</param>
/// <param name="Rolls">A series of each roll, the first for roll 1: of one metric, grain, currency and set of dimensions.</param>
internal sealed record StagedPoints(
    long Rows,
    bool Adds,
    bool Lasts,
    bool HasMarks,
    bool HasUniqueKeys,
    bool HasNewSeriesOnly,
    int[] Rolls
)
{
    /// <summary>Whether there is nothing to compare with and nothing to add up: every row is a new point.</summary>
    public bool AreAllNew => HasUniqueKeys && HasNewSeriesOnly;
}
