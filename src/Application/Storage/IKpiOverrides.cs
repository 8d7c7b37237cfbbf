using Nexus.Domain.Kpis;

namespace Nexus.Application.Storage;

/// <summary>Values that people put over points, in the transaction that is open.</summary>
public interface IKpiOverrides
{
    /// <summary>The series of a metric, as many as <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<OverridableSeries>> FindSeriesAsync(
        string metric,
        DimensionSet? dimensions,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Creates a series at a level of detail that exists.</summary>
    Task<int> CreateSeriesAsync(
        int connectionId,
        SeriesKey series,
        MetricDefinition metric,
        CancellationToken cancellationToken
    );

    /// <summary>Puts a value over a point and closes the one that was there; waits for writers of the same source.</summary>
    Task<OverrideChange> SetAsync(
        int connectionId,
        int seriesId,
        DateTime at,
        decimal value,
        string reason,
        CancellationToken cancellationToken
    );

    /// <summary>The overrides of a metric that are shown, latest point first.</summary>
    Task<IReadOnlyList<OpenOverride>> ListOpenAsync(string metric, int limit, CancellationToken cancellationToken);

    /// <summary>Closes an override.</summary>
    /// <returns>What it was and whether it was shown until now; null where there is no such override.</returns>
    Task<OverrideRemoval?> RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>A stored series that an override can name.</summary>
public sealed record OverridableSeries(
    int SeriesId,
    KpiSource Source,
    Granularity Granularity,
    string DimensionsJson,
    string Currency
);

/// <summary>An override that is shown.</summary>
/// <param name="At">As its point is stored: UTC for hours, a date at midnight otherwise.</param>
/// <param name="Stored">The value of the source below it, if any.</param>
public sealed record OpenOverride(
    Guid Id,
    OverridableSeries Series,
    DateTime At,
    decimal Value,
    decimal? Stored,
    string Reason,
    string Actor,
    DateTimeOffset CreatedAt
);

/// <param name="Id">The new override.</param>
/// <param name="Stored">The value of the source below it, if any.</param>
/// <param name="Replaced">The override that it took the place of, if any.</param>
public sealed record OverrideChange(Guid Id, decimal? Stored, ReplacedOverride? Replaced);

/// <summary>An override that another one took the place of.</summary>
public sealed record ReplacedOverride(Guid Id, decimal Value);

/// <summary>An override that was taken away, and the stored value that shows again.</summary>
public sealed record OverrideRemoval(string Metric, DateTime At, decimal Value, decimal? Stored, bool WasShown);
