using System.Text.Json;

namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>A row that belongs to one workspace; its table carries the wall.</summary>
internal interface ITenantRow
{
    int WorkspaceId { get; }
}

internal sealed class WorkspaceRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid PublicId { get; init; }
    public required string Name { get; set; }
    public required string TimeZone { get; set; }
    public required string Currency { get; set; }
    public required short WeekStart { get; set; }
    public long DataVersion { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ApiKeyRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid KeyId { get; init; }
    public required string Name { get; init; }

    /// <summary>The first characters of the key, shown so that people can tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key; the key itself is never stored.</summary>
    public required byte[] KeyHash { get; init; }
    public required string[] Scopes { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class CustomMetricRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required string Metric { get; init; }
    public required string Name { get; init; }
    public required string Unit { get; init; }
    public required string Aggregation { get; init; }
    public required string Direction { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One source of one workspace: an account of a provider, or a data set that files feed.</summary>
internal sealed class ConnectionRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public int ConnectionId { get; init; }
    public required Guid PublicId { get; init; }
    public required string Provider { get; init; }
    public required string Name { get; set; }

    /// <summary>What makes it one and the same source: the data set of files, or the provider's account id.</summary>
    public required string SourceKey { get; set; }
    public required string Status { get; set; }

    /// <summary>Why it is not active, and what a person can do; null while it is.</summary>
    public string? StatusCode { get; set; }
    public string? StatusMessage { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// When values last came without a run, such as from a file; of runs, those before <see cref="SyncScheduleRow.SyncedAt"/>
    /// was kept.
    /// </summary>
    public DateTimeOffset? LastSuccessAt { get; set; }

    /// <summary>JSON as the provider's schema describes it.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>manual, an ISO 8601 duration, or a cron expression; null for data sets of files.</summary>
    public string? Schedule { get; set; }

    /// <summary>IANA zone of a cron expression; null where the workspace's applies.</summary>
    public string? ScheduleZone { get; set; }

    /// <summary>The provider's account as its owner knows it; null for data sets of files.</summary>
    public string? AccountName { get; set; }
    public string? AccountZone { get; set; }
    public string? AccountCurrency { get; set; }

    /// <summary>What it was granted at the provider; null where it has credentials of its own.</summary>
    public int? GrantId { get; set; }

    /// <summary>When everything had been read once; history before it is reconstructed.</summary>
    public DateTimeOffset? SyncedSince { get; set; }
}

/// <summary>One thing that happened, other than a changed point; never updated or deleted.</summary>
internal sealed class AuditEventRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public long EventId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public JsonDocument? Before { get; init; }
    public JsonDocument? After { get; init; }
    public int? BatchId { get; init; }
}
