using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Changes dashboards for use cases, each change against the version that its author saw.</summary>
internal sealed class DashboardEditing(IDashboards dashboards, IKpiReads reads, IAuditTrail audit)
{
    /// <exception cref="RefusedException"><c>dashboard_not_found</c></exception>
    public async Task<Dashboard> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await dashboards.FindAsync(id, cancellationToken)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "dashboard_not_found",
            "There is no such dashboard in this workspace."
        );

    /// <summary>Takes a dashboard for a change, which keeps others from changing it until the transaction ends.</summary>
    /// <returns>The dashboard as it was, under its new version.</returns>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>; <c>dashboard_changed</c> (conflict) where the version is not the one that was seen.
    /// </exception>
    public async Task<Dashboard> TakeAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (await dashboards.AdvanceAsync(id, version, cancellationToken))
            return await FindAsync(id, cancellationToken);
        var current = await FindAsync(id, cancellationToken);
        throw new RefusedException(
            RefusalKind.Conflict,
            "dashboard_changed",
            "Somebody else changed the dashboard in the meantime, so your change was not made. Load it again and repeat it.",
            new Dictionary<string, object?> { ["version"] = current.Version }
        );
    }

    /// <summary>Stores tiles in place of those that a taken dashboard has, and tells the audit trail what changed.</summary>
    /// <param name="action">Such as <c>dashboard.tile_added</c>.</param>
    /// <exception cref="RefusedException"><c>too_many_tiles</c> (unprocessable)</exception>
    public async Task<DashboardView> PutTilesAsync(
        Dashboard taken,
        IReadOnlyList<DashboardTile> tiles,
        string action,
        CancellationToken cancellationToken
    )
    {
        if (tiles.Count > DashboardRules.MaxTiles)
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "too_many_tiles",
                $"A dashboard has at most {DashboardRules.MaxTiles} tiles. Put the rest on another one.",
                new Dictionary<string, object?> { ["max"] = DashboardRules.MaxTiles }
            );
        }
        await dashboards.PutTilesAsync(taken.Id, tiles, cancellationToken);
        var before = taken.Tiles.Except(tiles).Select(TileView.Of).ToList();
        var after = tiles.Except(taken.Tiles).Select(TileView.Of).ToList();
        await audit.AddAsync(
            action,
            taken.Id.ToString(),
            new { taken.Name, tiles = before },
            new { taken.Name, tiles = after },
            batchId: null,
            cancellationToken
        );
        return DashboardView.Of(taken with { Tiles = tiles });
    }

    /// <exception cref="RefusedException"><c>unknown_metric</c></exception>
    public async Task RefuseUnknownAsync(TileQuery? query, CancellationToken cancellationToken)
    {
        if (query is not null)
            (await reads.DescribeAsync([query.Metric], cancellationToken)).Metric(query.Metric);
    }

    /// <exception cref="RefusedException"><c>tile_not_found</c></exception>
    public static DashboardTile Tile(Dashboard dashboard, Guid id) =>
        dashboard.Tiles.FirstOrDefault(tile => tile.Id == id)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "tile_not_found",
            "There is no such tile on the dashboard."
        );

    /// <exception cref="RefusedException"><c>too_many_dashboards</c> (unprocessable)</exception>
    public async Task RefuseTooManyAsync(CancellationToken cancellationToken)
    {
        if ((await dashboards.ListAsync(cancellationToken)).Count >= DashboardRules.MaxDashboards)
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "too_many_dashboards",
                $"A workspace has at most {DashboardRules.MaxDashboards} dashboards. Delete one that nobody needs.",
                new Dictionary<string, object?> { ["max"] = DashboardRules.MaxDashboards }
            );
        }
    }
}
