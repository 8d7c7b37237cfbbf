using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage.Dashboards;

internal sealed class DashboardStore(WorkspaceTransactions transactions, IWorkspaceScope scope, TimeProvider clock)
    : IDashboards
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private NexusDb Db => transactions.Current.Db;

    private int Workspace => transactions.Current.Workspace.Value;

    public async Task<IReadOnlyList<DashboardSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var workspace = Workspace;
        var db = Db;
        return await db
            .Dashboards.AsNoTracking()
            .Where(row => row.WorkspaceId == workspace)
            .OrderBy(row => row.Position)
            .ThenBy(row => row.DashboardId)
            .Select(row => new DashboardSummary(
                row.DashboardId,
                row.Name,
                row.Template,
                db.DashboardTiles.Count(tile => tile.WorkspaceId == workspace && tile.DashboardId == row.DashboardId),
                row.Version,
                row.UpdatedAt
            ))
            .ToListAsync(cancellationToken);
    }

    public async Task<Dashboard?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await Db.Dashboards.AsNoTracking().SingleOrDefaultAsync(IsDashboard(id), cancellationToken);
        if (row is null)
            return null;
        var tiles = await Tiles(id)
            .OrderBy(tile => tile.Position)
            .ThenBy(tile => tile.TileId)
            .ToListAsync(cancellationToken);
        return new Dashboard(
            row.DashboardId,
            row.Name,
            row.Template,
            row.Period,
            row.Compare,
            row.Version,
            row.UpdatedAt,
            tiles.ConvertAll(Tile)
        );
    }

    public async Task AddAsync(Dashboard dashboard, CancellationToken cancellationToken)
    {
        var workspace = Workspace;
        var last = await Db
            .Dashboards.Where(row => row.WorkspaceId == workspace)
            .MaxAsync(row => (int?)row.Position, cancellationToken);
        Db.Dashboards.Add(
            new DashboardRow
            {
                WorkspaceId = workspace,
                DashboardId = dashboard.Id,
                Name = dashboard.Name,
                Template = dashboard.Template,
                Period = dashboard.Period,
                Compare = dashboard.Compare,
                Position = (last ?? 0) + 1,
                Version = dashboard.Version,
                CreatedBy = scope.Actor,
                CreatedAt = dashboard.UpdatedAt,
                UpdatedAt = dashboard.UpdatedAt,
            }
        );
        AddTiles(dashboard.Id, dashboard.Tiles);
        await Db.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> AdvanceAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var changed = await Db
            .Dashboards.Where(IsDashboard(id))
            .Where(row => row.Version == version)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Version, version + 1).SetProperty(row => row.UpdatedAt, now),
                cancellationToken
            );
        return changed == 1;
    }

    public Task ChangeAsync(Guid id, string name, string period, string compare, CancellationToken cancellationToken) =>
        Db
            .Dashboards.Where(IsDashboard(id))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Name, name)
                        .SetProperty(row => row.Period, period)
                        .SetProperty(row => row.Compare, compare),
                cancellationToken
            );

    public async Task PutTilesAsync(Guid id, IReadOnlyList<DashboardTile> tiles, CancellationToken cancellationToken)
    {
        await Tiles(id).ExecuteDeleteAsync(cancellationToken);
        AddTiles(id, tiles);
        await Db.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) =>
        await Db.Dashboards.Where(IsDashboard(id)).ExecuteDeleteAsync(cancellationToken) == 1;

    private void AddTiles(Guid dashboard, IReadOnlyList<DashboardTile> tiles)
    {
        for (var i = 0; i < tiles.Count; i++)
        {
            Db.DashboardTiles.Add(
                new DashboardTileRow
                {
                    WorkspaceId = Workspace,
                    DashboardId = dashboard,
                    TileId = tiles[i].Id,
                    Position = i + 1,
                    Kind = tiles[i].Kind.Name(),
                    Title = tiles[i].Title,
                    Width = (short)tiles[i].Width,
                    Height = (short)tiles[i].Height,
                    Query = tiles[i].Query is { } query ? JsonSerializer.Serialize(query, Json) : null,
                }
            );
        }
    }

    private static DashboardTile Tile(DashboardTileRow row) =>
        new(
            row.TileId,
            TileKinds.TryParse(row.Kind, out var kind)
                ? kind
                : throw new InvalidOperationException($"The stored kind of tile '{row.Kind}' is not known."),
            row.Title,
            row.Width,
            row.Height,
            row.Query is { } query ? JsonSerializer.Deserialize<TileQuery>(query, Json) : null
        );

    private IQueryable<DashboardTileRow> Tiles(Guid dashboard)
    {
        var workspace = Workspace;
        return Db
            .DashboardTiles.AsNoTracking()
            .Where(tile => tile.WorkspaceId == workspace && tile.DashboardId == dashboard);
    }

    private Expression<Func<DashboardRow, bool>> IsDashboard(Guid id)
    {
        var workspace = Workspace;
        return row => row.WorkspaceId == workspace && row.DashboardId == id;
    }
}
