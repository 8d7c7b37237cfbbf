using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Integrations;

/// <summary>Computes KPIs from stored records. Pure but for the reading: the same records give the same points.</summary>
public interface IRecordProjection
{
    /// <summary>Stable and lower case, such as <c>subscriptions</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whose points it gives. All points of these metrics whose span overlaps the days it is asked for are replaced by its
    /// answer, so that a month is answered for whichever of its days is asked.
    /// </summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Which days change when a record goes from one state to another; null when none does.</summary>
    /// <param name="before">What was stored; null for a new record.</param>
    /// <param name="after">What is stored now.</param>
    /// <param name="calendar">Days of the workspace.</param>
    /// <param name="today">The day that has begun and not ended.</param>
    DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today);

    /// <summary>The points of the days asked for, in no particular order.</summary>
    IAsyncEnumerable<KpiData> ProjectAsync(ProjectionRequest request, CancellationToken cancellationToken);

    /// <summary>What one point is made of, largest first.</summary>
    /// <param name="series">Which number.</param>
    /// <param name="day">Its day.</param>
    IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        CancellationToken cancellationToken
    );
}

/// <param name="Days">Days to compute.</param>
/// <param name="Today">The day that has begun and not ended: its points are not final.</param>
/// <param name="Calendar">Days of the workspace.</param>
/// <param name="Currency">What the workspace reads its money in.</param>
/// <param name="Settings">The connection's.</param>
/// <param name="Records">What is stored.</param>
/// <param name="Rates">What one unit of another currency is worth.</param>
/// <param name="SyncedSince">When the connection first read everything; before it, history is reconstructed.</param>
public sealed record ProjectionRequest(
    DateRange Days,
    DateOnly Today,
    ZonedCalendar Calendar,
    string Currency,
    System.Text.Json.JsonElement Settings,
    IRecordReader Records,
    ExchangeRates Rates,
    DateTimeOffset? SyncedSince
)
{
    /// <summary>Days before it no longer change as time passes; none of them while not everything has been read once.</summary>
    public DateOnly SettledBefore => SyncedSince is null ? DateOnly.MinValue : Today;
}

/// <summary>The stored records of one connection, in one consistent snapshot.</summary>
public interface IRecordReader
{
    /// <summary>All records of a stream, ordered by group, then id; deleted ones included.</summary>
    /// <param name="occurred">Only those that occurred in this half-open range; null for all.</param>
    IAsyncEnumerable<SourceRecord> ReadAsync(
        string stream,
        (DateTimeOffset From, DateTimeOffset To)? occurred,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Every kept state of a stream's records, ordered by group, id and <see cref="RecordState.Since"/>.
    /// </summary>
    IAsyncEnumerable<RecordState> ReadHistoryAsync(string stream, CancellationToken cancellationToken);
}

/// <summary>One state of a record.</summary>
/// <param name="Record">As it was.</param>
/// <param name="Since">From when it was so; null for the first state known, which held from the record's beginning.</param>
public sealed record RecordState(SourceRecord Record, DateTimeOffset? Since);

/// <summary>One part of a number.</summary>
/// <param name="Stream">Collection of the object.</param>
/// <param name="Id">The object at the provider.</param>
/// <param name="Value">What it adds, in the unit and currency of the number.</param>
/// <param name="Note">How it came about, in plain words.</param>
public sealed record Contribution(string Stream, string Id, decimal Value, string Note);
