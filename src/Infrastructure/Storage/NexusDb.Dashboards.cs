using Microsoft.EntityFrameworkCore;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed partial class NexusDb
{
    public DbSet<DashboardRow> Dashboards => Set<DashboardRow>();
    public DbSet<DashboardTileRow> DashboardTiles => Set<DashboardTileRow>();
    public DbSet<GoalRow> Goals => Set<GoalRow>();
    public DbSet<ShareLinkRow> ShareLinks => Set<ShareLinkRow>();

    private static void Dashboarding(ModelBuilder model)
    {
        model.Entity<DashboardRow>(table =>
        {
            table.ToTable("dashboard").HasKey(row => new { row.WorkspaceId, row.DashboardId });
            BelongsToWorkspace(table);
        });
        model.Entity<DashboardTileRow>(table =>
        {
            table
                .ToTable("dashboard_tile")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.DashboardId,
                    row.TileId,
                });
            table.Property(row => row.Query).HasColumnType("jsonb");
            table
                .HasOne<DashboardRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.DashboardId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<GoalRow>(table =>
        {
            table.ToTable("goal").HasKey(row => new { row.WorkspaceId, row.GoalId });
            table.Property(row => row.Target).HasColumnType("numeric");
            BelongsToWorkspace(table);
        });
        model.Entity<ShareLinkRow>(table =>
        {
            table.ToTable("share_link").HasKey(row => new { row.WorkspaceId, row.ShareId });
            table.HasIndex(row => row.TokenHash);
            table
                .HasOne<DashboardRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.DashboardId })
                .OnDelete(DeleteBehavior.Cascade);
        });
    }
}
