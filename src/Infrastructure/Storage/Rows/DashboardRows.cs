namespace Nexus.Infrastructure.Storage.Rows;

internal sealed class DashboardRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid DashboardId { get; init; }
    public required string Name { get; set; }

    /// <summary>Key of the template that it was made from, or null.</summary>
    public string? Template { get; init; }
    public required string Period { get; set; }
    public required string Compare { get; set; }

    /// <summary>Its place among the dashboards, from 1.</summary>
    public required int Position { get; init; }
    public required int Version { get; set; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class DashboardTileRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid DashboardId { get; init; }
    public required Guid TileId { get; init; }

    /// <summary>Its place on the dashboard, from 1.</summary>
    public required int Position { get; init; }
    public required string Kind { get; init; }
    public string? Title { get; init; }
    public required short Width { get; init; }
    public required short Height { get; init; }

    /// <summary>JSON of what it shows; null for a heading.</summary>
    public string? Query { get; init; }
}

internal sealed class GoalRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid GoalId { get; init; }
    public string? Name { get; set; }
    public required string Metric { get; set; }
    public required decimal Target { get; set; }
    public string? Currency { get; set; }

    /// <summary>month, quarter, year or custom.</summary>
    public required string Period { get; set; }
    public DateOnly? FromDay { get; set; }
    public DateOnly? ToDay { get; set; }
    public string? Owner { get; set; }
    public required int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ShareLinkRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid ShareId { get; init; }
    public required Guid DashboardId { get; init; }
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the token; the token itself is never stored.</summary>
    public required byte[] TokenHash { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}
