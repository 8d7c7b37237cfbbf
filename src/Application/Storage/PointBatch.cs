using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>One value on its way into the store.</summary>
/// <param name="Series">Index into the series that the batches so far have introduced.</param>
/// <param name="At">UTC: the hour it covers, or for a coarser grain the calendar date at midnight.</param>
/// <param name="Value">The value.</param>
/// <param name="Line">Where it came from in the source, such as the line of a file; the higher one wins where points meet.</param>
/// <param name="Final">False while the source may still restate it. Where points add up, all have to be final.</param>
/// <param name="Metadata">A JSON value without U+0000 to keep beside the value, or null. Where points add up, the last one that has any gives it.</param>
public readonly record struct StagedPoint(
    int Series,
    DateTime At,
    decimal Value,
    long Line,
    bool Final = true,
    string? Metadata = null
);

/// <summary>Points that are staged together, preceded by the series that appear in them for the first time.</summary>
/// <param name="NewSeries">Take the next free indexes, in order; the same key may be introduced more than once.</param>
/// <param name="Points">Refer to these and to earlier series.</param>
public sealed record PointBatch(IReadOnlyList<SeriesKey> NewSeries, IReadOnlyList<StagedPoint> Points);
