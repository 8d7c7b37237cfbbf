namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>One uploaded file and what became of it.</summary>
internal sealed class ImportRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid ImportId { get; init; }
    public required string FileName { get; init; }
    public required long Bytes { get; set; }
    public required string Sha256 { get; set; }
    public required string Encoding { get; set; }
    public required bool EncodingGuessed { get; set; }
    public required string Status { get; set; }
    public required string Mode { get; set; }
    public required string OnError { get; set; }
    public required string Dataset { get; set; }
    public required string Actor { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }
    public string? Detection { get; set; }
    public string? Mapping { get; set; }
    public string? LayoutHash { get; set; }
    public string? Report { get; set; }
    public int? ConnectionId { get; set; }
    public int? BatchId { get; set; }
    public long ProgressBytes { get; set; }
    public long ProgressRows { get; set; }

    /// <summary>When the process that commits it last said so; stale means that it died.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>One stretch of an uploaded file, deflated.</summary>
internal sealed class ImportChunkRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid ImportId { get; init; }
    public required int ChunkNo { get; init; }
    public required byte[] Content { get; init; }
}

/// <summary>A point that append mode left alone because another value is stored.</summary>
internal sealed class ImportConflictRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid ImportId { get; init; }
    public required int SeriesId { get; init; }
    public required DateTimeOffset Ts { get; init; }
    public required long Line { get; init; }
    public required decimal StoredValue { get; init; }
    public required decimal FileValue { get; init; }
}

/// <summary>The mapping that files of one layout were last imported with.</summary>
internal sealed class ImportTemplateRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid TemplateId { get; init; }
    public required string LayoutHash { get; init; }
    public required string Name { get; set; }
    public required string Dataset { get; set; }
    public required string Mapping { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
