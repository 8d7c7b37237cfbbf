using Microsoft.EntityFrameworkCore;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed partial class NexusDb
{
    public DbSet<AnnotationRow> Annotations => Set<AnnotationRow>();

    /// <remarks>
    /// The search has no index of its own: behind the wall PostgreSQL uses none for a condition that is not leakproof, as no
    /// operator of a text search is. The days' index narrows it to the workspace.
    /// </remarks>
    private static void Annotating(ModelBuilder model) =>
        model.Entity<AnnotationRow>(table =>
        {
            table.ToTable("annotation").HasKey(row => new { row.WorkspaceId, row.AnnotationId });
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.FirstDay,
                row.AnnotationId,
            });
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.ExternalId,
                })
                .IsUnique();
            table.HasGeneratedTsVectorColumn(row => row.Search, "simple", row => new { row.Title, row.Text });
            BelongsToWorkspace(table);
            BelongsToConnection(table);
        });
}
