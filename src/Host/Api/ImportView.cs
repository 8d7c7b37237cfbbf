using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Host.Api;

/// <summary>An import as callers see it; counts are null until a dry run or a commit has made them.</summary>
public sealed record ImportView
{
    public required Guid Id { get; init; }
    public required string Status { get; init; }
    public required string FileName { get; init; }
    public required long Bytes { get; init; }
    public required string Sha256 { get; init; }
    public required string Mode { get; init; }
    public required string OnError { get; init; }
    public required string Dataset { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required DetectedView? Detected { get; init; }
    public required IReadOnlyList<CsvQuestion> Questions { get; init; }
    public required IReadOnlyList<IReadOnlyList<string?>> Preview { get; init; }
    public required ImportMapping? Mapping { get; init; }
    public required ImportProgressView Progress { get; init; }
    public required long? Inserted { get; init; }
    public required long? Updated { get; init; }
    public required long? Unchanged { get; init; }
    public required long? Deleted { get; init; }
    public required long? Rejected { get; init; }
    public required ImportReport? Report { get; init; }
    public required AlreadyImportedView? AlreadyImported { get; init; }

    /// <summary>The import without what fills pages: for lists.</summary>
    internal static ImportView Brief(Import import) =>
        Of(new GetImport.Answer(import, SameFile: null)) with
        {
            Detected = null,
            Questions = [],
            Preview = [],
            Report = null,
        };

    internal static ImportView Of(GetImport.Answer answer)
    {
        var (import, same) = answer;
        var report = import.Report;
        return new()
        {
            Id = import.Id,
            Status = Name(import.Status),
            FileName = import.FileName,
            Bytes = import.Facts.Bytes,
            Sha256 = import.Facts.Sha256,
            Mode = Name(import.Mode),
            OnError = Name(import.OnError),
            Dataset = import.Dataset,
            UploadedAt = import.UploadedAt,
            FinishedAt = import.FinishedAt,
            Detected = import.Detection is { } detection ? DetectedView.Of(detection) : null,
            Questions = import.Detection?.Questions ?? [],
            Preview = import.Detection?.Preview ?? [],
            Mapping = import.Mapping,
            Progress = new(import.ProgressRows, import.Detection?.Rows, import.ProgressBytes, import.Facts.Bytes),
            Inserted = report?.Inserted,
            Updated = report?.Updated,
            Unchanged = report?.Unchanged,
            Deleted = report?.Deleted,
            Rejected = report?.Rejected,
            Report = report,
            AlreadyImported = same is { FinishedAt: { } at } ? new(same.Id, same.FileName, at) : null,
        };
    }

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>What was found out about a file.</summary>
public sealed record DetectedView(
    string Encoding,
    bool EncodingGuessed,
    string Delimiter,
    string? Quote,
    string? Escape,
    int SkipRows,
    int? HeaderRow,
    long Rows,
    string LayoutHash,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<CsvColumn> Columns
)
{
    internal static DetectedView Of(CsvDetection detection) =>
        new(
            detection.Encoding,
            detection.EncodingGuessed,
            detection.Delimiter,
            detection.Quote?.ToString(),
            detection.Escape?.ToString(),
            detection.SkipRows,
            detection.HeaderRow,
            detection.Rows,
            detection.LayoutHash,
            detection.Warnings,
            detection.Columns
        );
}

/// <summary>How far the latest reading of the file has come.</summary>
/// <param name="OfRows">Rows in the file, as far as they were countable.</param>
public sealed record ImportProgressView(long Rows, long? OfRows, long Bytes, long OfBytes);

/// <summary>An earlier import of the very same bytes.</summary>
public sealed record AlreadyImportedView(Guid Id, string FileName, DateTimeOffset At);

/// <param name="Cursor">Hand it back as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record ImportPage(IReadOnlyList<ImportView> Items, Guid? Cursor);

/// <summary>What an undo did; counts are points.</summary>
public sealed record UndoView(Guid Id, string Status, long Removed, long Restored, long Conflicts);
