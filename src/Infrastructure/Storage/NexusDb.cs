using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

/// <summary>The schema as Entity Framework sees it. Points are written and read by hand-made SQL; the rest goes through here.</summary>
internal sealed partial class NexusDb(DbContextOptions<NexusDb> options) : DbContext(options)
{
    public const string Schema = "nexus";

    public DbSet<WorkspaceRow> Workspaces => Set<WorkspaceRow>();
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();
    public DbSet<CustomMetricRow> CustomMetrics => Set<CustomMetricRow>();
    public DbSet<ConnectionRow> Connections => Set<ConnectionRow>();
    public DbSet<AuditEventRow> AuditEvents => Set<AuditEventRow>();
    public DbSet<KpiSeriesRow> Series => Set<KpiSeriesRow>();
    public DbSet<KpiOverrideRow> Overrides => Set<KpiOverrideRow>();
    public DbSet<IngestBatchRow> Batches => Set<IngestBatchRow>();
    public DbSet<ImportRow> Imports => Set<ImportRow>();
    public DbSet<ImportTemplateRow> ImportTemplates => Set<ImportTemplateRow>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasDefaultSchema(Schema);
        Tenancy(model);
        Kpis(model);
        Uploads(model);
        Syncing(model);
        Records(model);
        Credentialing(model);
        Annotating(model);
        People(model);
        Dashboarding(model);
        NameInSnakeCase(model);
    }

    private static void Tenancy(ModelBuilder model)
    {
        model.Entity<WorkspaceRow>(table =>
        {
            table.ToTable("workspace").HasKey(row => row.WorkspaceId);
            table.Property(row => row.WorkspaceId).UseIdentityByDefaultColumn();
            table.HasIndex(row => new { row.WorkspaceId, row.PublicId }).IsUnique();
        });
        model.Entity<ApiKeyRow>(table =>
        {
            table.ToTable("api_key").HasKey(row => new { row.WorkspaceId, row.KeyId });
            table.HasIndex(row => row.KeyHash);
            BelongsToWorkspace(table);
        });
        model.Entity<CustomMetricRow>(table =>
        {
            table.ToTable("custom_metric").HasKey(row => new { row.WorkspaceId, row.Metric });
            BelongsToWorkspace(table);
        });
        model.Entity<ConnectionRow>(table =>
        {
            table.ToTable("connection").HasKey(row => new { row.WorkspaceId, row.ConnectionId });
            table.Property(row => row.ConnectionId).UseIdentityByDefaultColumn();
            table.Property(row => row.Settings).HasColumnType("jsonb").HasDefaultValue("{}");
            table.HasIndex(row => new { row.WorkspaceId, row.PublicId }).IsUnique();
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.Provider,
                    row.SourceKey,
                })
                .IsUnique();
            BelongsToWorkspace(table);
        });
        model.Entity<AuditEventRow>(table =>
        {
            table.ToTable("audit_event").HasKey(row => new { row.WorkspaceId, row.EventId });
            table.Property(row => row.EventId).UseIdentityByDefaultColumn();
            table.HasIndex(row => new { row.WorkspaceId, row.At });
            BelongsToWorkspace(table);
        });
        model.Entity<MasterKeyRow>(table => table.ToTable("master_key").HasKey(row => row.KeyId));
    }

    private static void Kpis(ModelBuilder model)
    {
        model.Entity<KpiSeriesRow>(table =>
        {
            table.ToTable("kpi_series").HasKey(row => new { row.WorkspaceId, row.SeriesId });
            table.Property(row => row.SeriesId).UseIdentityByDefaultColumn();
            table.Property(row => row.Dimensions).HasColumnType("jsonb");
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.Metric,
                    row.ConnectionId,
                    row.Granularity,
                    row.DimensionHash,
                    row.Currency,
                })
                .IsUnique();
            table
                .HasOne<ConnectionRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.ConnectionId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<KpiSeriesDimensionRow>(table =>
        {
            table
                .ToTable("kpi_series_dimension")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.SeriesId,
                    row.Name,
                });
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.Name,
                row.Value,
            });
            table
                .HasOne<KpiSeriesRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.SeriesId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<KpiPointRow>(table =>
        {
            table
                .ToTable("kpi_point")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.SeriesId,
                    row.Ts,
                });
            table.Property(row => row.Value).HasColumnType("numeric");
            table.Property(row => row.Final).HasDefaultValue(true).HasSentinel(true);
            table.Property(row => row.Metadata).HasColumnType("jsonb");
            // Few and recent, and asked for with every series: which buckets may still change.
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.SeriesId,
                    row.Ts,
                })
                .HasFilter("not final");
        });
        model.Entity<KpiRollupDayRow>(table =>
        {
            table
                .ToTable("kpi_rollup_day")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.Metric,
                    row.ConnectionId,
                    row.Granularity,
                    row.DimensionNames,
                    row.Currency,
                    row.Day,
                });
            table.Property(row => row.Total).HasColumnType("numeric");
        });
        model.Entity<KpiRollupMonthRow>(table =>
        {
            table
                .ToTable("kpi_rollup_month")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.Metric,
                    row.ConnectionId,
                    row.Granularity,
                    row.DimensionNames,
                    row.Currency,
                    row.Month,
                });
            table.Property(row => row.Total).HasColumnType("numeric");
        });
        model.Entity<KpiOverrideRow>(table =>
        {
            table.ToTable("kpi_override").HasKey(row => new { row.WorkspaceId, row.OverrideId });
            table.Property(row => row.Value).HasColumnType("numeric");
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.SeriesId,
                    row.Ts,
                })
                .IsUnique()
                .HasFilter("closed_at is null");
            table
                .HasIndex(row => new { row.WorkspaceId, row.CoveredByRun })
                .HasFilter("closed_at is null and covered_by_run is not null");
            table
                .HasOne<KpiSeriesRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.SeriesId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IngestBatchRow>(table =>
        {
            table.ToTable("ingest_batch").HasKey(row => new { row.WorkspaceId, row.BatchId });
            table.Property(row => row.BatchId).UseIdentityByDefaultColumn();
            table.Property(row => row.TakenOver).HasDefaultValue(0L);
            table
                .HasOne<ConnectionRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.ConnectionId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IngestCoverRow>(table =>
        {
            table
                .ToTable("ingest_cover")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.BatchId,
                    row.Part,
                });
            table
                .HasOne<IngestBatchRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.BatchId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<KpiPointChangeRow>(table =>
        {
            table.ToTable("kpi_point_change").HasKey(row => new { row.WorkspaceId, row.ChangeId });
            table.Property(row => row.ChangeId).UseIdentityByDefaultColumn();
            table.Property(row => row.OldValue).HasColumnType("numeric");
            table.Property(row => row.NewValue).HasColumnType("numeric");
            table.Property(row => row.OldMetadata).HasColumnType("jsonb");
            table.Property(row => row.NewMetadata).HasColumnType("jsonb");
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.SeriesId,
                row.Ts,
            });
            table.HasIndex(row => new { row.WorkspaceId, row.BatchId });
        });
    }

    private static void Uploads(ModelBuilder model)
    {
        model.Entity<ImportRow>(table =>
        {
            table.ToTable("import").HasKey(row => new { row.WorkspaceId, row.ImportId });
            table.Property(row => row.Detection).HasColumnType("jsonb");
            table.Property(row => row.Mapping).HasColumnType("jsonb");
            table.Property(row => row.Report).HasColumnType("jsonb");
            table.HasIndex(row => new { row.WorkspaceId, row.UploadedAt });
            table.HasIndex(row => new { row.WorkspaceId, row.Sha256 });
            BelongsToWorkspace(table);
        });
        model.Entity<ImportChunkRow>(table =>
        {
            table
                .ToTable("import_chunk")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ImportId,
                    row.ChunkNo,
                });
            table
                .HasOne<ImportRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.ImportId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ImportConflictRow>(table =>
        {
            table
                .ToTable("import_conflict")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ImportId,
                    row.SeriesId,
                    row.Ts,
                });
            table.Property(row => row.StoredValue).HasColumnType("numeric");
            table.Property(row => row.FileValue).HasColumnType("numeric");
            table
                .HasOne<ImportRow>()
                .WithMany()
                .HasForeignKey(row => new { row.WorkspaceId, row.ImportId })
                .OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ImportTemplateRow>(table =>
        {
            table.ToTable("import_template").HasKey(row => new { row.WorkspaceId, row.TemplateId });
            table.Property(row => row.Mapping).HasColumnType("jsonb");
            table.HasIndex(row => new { row.WorkspaceId, row.LayoutHash }).IsUnique();
            BelongsToWorkspace(table);
        });
    }

    private static void BelongsToWorkspace<TRow>(
        Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TRow> table
    )
        where TRow : class, ITenantRow =>
        table.HasOne<WorkspaceRow>().WithMany().HasForeignKey(row => row.WorkspaceId).OnDelete(DeleteBehavior.Cascade);

    private static void NameInSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                property.SetColumnName(WordStart().Replace(property.Name, "_$0").ToLowerInvariant());
            var table = entity.GetTableName();
            foreach (var key in entity.GetKeys())
                key.SetName($"pk_{table}");
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(
                    $"ix_{table}_{string.Join('_', index.Properties.Skip(1).DefaultIfEmpty(index.Properties[0]).Select(p => p.GetColumnName()))}"
                );
            foreach (var foreign in entity.GetForeignKeys())
                foreign.SetConstraintName($"fk_{table}_{foreign.PrincipalEntityType.GetTableName()}");
        }
    }

    [GeneratedRegex("(?<=.)[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
