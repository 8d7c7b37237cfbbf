using NpgsqlTypes;

namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>A note on what happened on some days, shown beside KPIs.</summary>
internal sealed class AnnotationRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid AnnotationId { get; init; }

    /// <summary>Where it comes from; null for one that somebody wrote in Nexus.</summary>
    public int? ConnectionId { get; init; }

    /// <summary>What it is at the provider: stream and id. Null with <see cref="ConnectionId"/>.</summary>
    public string? ExternalId { get; init; }
    public required string Title { get; set; }
    public string? Text { get; set; }
    public required DateOnly FirstDay { get; set; }
    public required DateOnly LastDay { get; set; }
    public string? Link { get; set; }
    public string? Author { get; set; }

    /// <summary>Key of the metric that it is about; null where it is about all.</summary>
    public string? Metric { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Since when it is no longer shown.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The words of title and text, kept by the database.</summary>
    public NpgsqlTsVector Search { get; init; } = null!;
}
