using Nexus.Domain.Dashboards;

namespace Nexus.Application.Storage;

/// <summary>The dashboards of the workspace, in the transaction that is open.</summary>
public interface IDashboards
{
    /// <summary>In the order that they are shown in.</summary>
    Task<IReadOnlyList<DashboardSummary>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A dashboard with its tiles in their order, or null.</summary>
    Task<Dashboard?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a dashboard with its tiles behind the others.</summary>
    Task AddAsync(Dashboard dashboard, CancellationToken cancellationToken);

    /// <summary>
    /// Counts a dashboard's version up, which keeps other changes of it out until the transaction ends.
    /// </summary>
    /// <returns>False where it has another version by now, or does not exist.</returns>
    Task<bool> AdvanceAsync(Guid id, int version, CancellationToken cancellationToken);

    /// <summary>Stores name, period and comparison of a dashboard.</summary>
    Task ChangeAsync(Guid id, string name, string period, string compare, CancellationToken cancellationToken);

    /// <summary>Stores tiles in place of all that a dashboard has.</summary>
    Task PutTilesAsync(Guid id, IReadOnlyList<DashboardTile> tiles, CancellationToken cancellationToken);

    /// <summary>Deletes a dashboard with its tiles and share links.</summary>
    /// <returns>False where there is none.</returns>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="Template">Key of the template that it was made from, or null.</param>
/// <param name="Tiles">How many it has.</param>
public sealed record DashboardSummary(
    Guid Id,
    string Name,
    string? Template,
    int Tiles,
    int Version,
    DateTimeOffset UpdatedAt
);

/// <summary>A page of tiles.</summary>
/// <param name="Template">Key of the template that it was made from, or null.</param>
/// <param name="Period">Name of the moving period that it shows unless told otherwise.</param>
/// <param name="Compare">Name of the comparison that it begins with.</param>
/// <param name="Version">Counts up with every change; a change names the version that it was made against.</param>
public sealed record Dashboard(
    Guid Id,
    string Name,
    string? Template,
    string Period,
    string Compare,
    int Version,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<DashboardTile> Tiles
);

/// <param name="Title">Null for the name of its metric.</param>
/// <param name="Width">3 to 12 columns.</param>
/// <param name="Height">1 to 3 rows.</param>
/// <param name="Query">What it shows; null for a heading.</param>
public sealed record DashboardTile(Guid Id, TileKind Kind, string? Title, int Width, int Height, TileQuery? Query);

/// <summary>What a tile shows, save for the period, which is the dashboard's.</summary>
/// <param name="Metric">Key of the metric.</param>
/// <param name="GroupBy">A dimension to split by.</param>
/// <param name="Filter"><c>name:value</c> each, as a series takes them.</param>
/// <param name="Source">Key of a provider or id of a connection; null for all.</param>
/// <param name="Currency">ISO 4217 code; null for the one there is.</param>
/// <param name="Limit">How many groups are shown, 1 to 20; null for what suits the kind.</param>
public sealed record TileQuery(
    string Metric,
    string? GroupBy = null,
    IReadOnlyList<string>? Filter = null,
    string? Source = null,
    string? Currency = null,
    int? Limit = null
);
