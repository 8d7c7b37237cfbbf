using Nexus.Domain.Kpis;

namespace Nexus.Application.Imports;

/// <summary>Finds the rows of an uploaded file that its points came from.</summary>
public interface IImportSource
{
    /// <param name="importId">A committed import of the scope's workspace.</param>
    /// <param name="points">Points that it wrote.</param>
    /// <returns>Every row behind each point, in file order; nothing where the file is no longer kept.</returns>
    Task<IReadOnlyList<SourceRow>> FindAsync(
        Guid importId,
        IReadOnlyList<PointAddress> points,
        CancellationToken cancellationToken
    );
}

/// <param name="At">As in <see cref="Storage.StagedPoint.At"/>.</param>
public sealed record PointAddress(SeriesKey Series, DateTime At);

/// <param name="Point">Index of the point that it is behind.</param>
/// <param name="Line">1-based physical line of the file.</param>
/// <param name="Cells">Column and text, in file order.</param>
public sealed record SourceRow(int Point, long Line, IReadOnlyList<KeyValuePair<string, string?>> Cells);
