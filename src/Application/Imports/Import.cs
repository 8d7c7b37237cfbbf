using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Imports;

/// <summary>Where an uploaded file stands.</summary>
public enum ImportStatus
{
    /// <summary>Its bytes are still arriving.</summary>
    Uploading,

    /// <summary>Stored and looked at; nothing of it is among the KPIs.</summary>
    Uploaded,

    /// <summary>A dry run over the whole file has been made.</summary>
    Validated,

    /// <summary>Its points are being written.</summary>
    Committing,

    /// <summary>Its points are stored.</summary>
    Committed,

    /// <summary>It could not be read or was refused as a whole; nothing of it is stored.</summary>
    Failed,

    /// <summary>Its points were stored and have been taken back.</summary>
    Undone,

    /// <summary>It was cut off or never committed, and its bytes are kept no longer; nothing of it is stored.</summary>
    Expired,
}

/// <summary>What a row that cannot be read does to the import.</summary>
public enum RowErrorPolicy
{
    /// <summary>All or nothing.</summary>
    Abort,

    /// <summary>The other rows are stored; the rejects file holds the rest.</summary>
    Skip,
}

/// <summary>One uploaded file and what is known of it.</summary>
/// <param name="Dataset">Files of one data set update each other's points; other data sets are left alone.</param>
/// <param name="HeartbeatAt">When the process that commits it last said so.</param>
public sealed record Import(
    Guid Id,
    string FileName,
    CsvFileFacts Facts,
    ImportStatus Status,
    IngestMode Mode,
    RowErrorPolicy OnError,
    string Dataset,
    string Actor,
    DateTimeOffset UploadedAt,
    CsvDetection? Detection,
    ImportMapping? Mapping,
    ImportReport? Report,
    int? BatchId,
    long ProgressBytes,
    long ProgressRows,
    DateTimeOffset? HeartbeatAt,
    DateTimeOffset? FinishedAt
)
{
    /// <summary>A commit that has not been heard of for this long has died with its process.</summary>
    public static readonly TimeSpan HeartbeatLimit = TimeSpan.FromSeconds(20);

    /// <summary>Whether a process is writing its points right now.</summary>
    public bool IsBusy(DateTimeOffset now) =>
        Status is ImportStatus.Committing && HeartbeatAt is { } beat && now - beat < HeartbeatLimit;
}

/// <summary>What a dry run or a commit came to.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="Rejected">Rows that could not be read, and points in conflict.</param>
/// <param name="From">First date of the points, or null without points.</param>
/// <param name="Errors">The first <see cref="ImportDefaults.ReportedErrors"/>; the rejects file holds all.</param>
public sealed record ImportReport(
    bool DryRun,
    long Rows,
    long Rejected,
    long Inserted,
    long Updated,
    long Unchanged,
    long Deleted,
    long Conflicts,
    DateTimeOffset? From,
    DateTimeOffset? To,
    IReadOnlyList<ImportTotal> Totals,
    IReadOnlyDictionary<string, long> ErrorsByCode,
    IReadOnlyList<RowError> Errors
);

/// <summary>The values that a file holds for one metric in one currency.</summary>
/// <param name="Sum">Sum of the values as they stand in the rows.</param>
public sealed record ImportTotal(string Metric, string Currency, long Values, decimal Sum, decimal Min, decimal Max);

/// <summary>The mapping that files of one layout were last imported with.</summary>
public sealed record ImportTemplate(
    Guid Id,
    string LayoutHash,
    string Name,
    string Dataset,
    ImportMapping Mapping,
    DateTimeOffset UpdatedAt
);
