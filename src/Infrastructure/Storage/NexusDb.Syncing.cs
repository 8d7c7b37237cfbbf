using Microsoft.EntityFrameworkCore;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed partial class NexusDb
{
    public DbSet<SyncScheduleRow> Schedules => Set<SyncScheduleRow>();
    public DbSet<SyncRunRow> Runs => Set<SyncRunRow>();
    public DbSet<SyncRunStreamRow> RunStreams => Set<SyncRunStreamRow>();
    public DbSet<BackfillSliceRow> BackfillSlices => Set<BackfillSliceRow>();
    public DbSet<ConnectionStreamRow> ConnectionStreams => Set<ConnectionStreamRow>();
    public DbSet<SourceRecordRow> SourceRecords => Set<SourceRecordRow>();
    public DbSet<SourceRecordStateRow> SourceRecordStates => Set<SourceRecordStateRow>();
    public DbSet<ProjectionDirtyRow> DirtyProjections => Set<ProjectionDirtyRow>();
    public DbSet<RejectedRecordRow> RejectedRecords => Set<RejectedRecordRow>();
    public DbSet<WebhookEventRow> WebhookEvents => Set<WebhookEventRow>();
    public DbSet<ExchangeRateRow> ExchangeRates => Set<ExchangeRateRow>();
    public DbSet<WorkItemRow> WorkItems => Set<WorkItemRow>();
    public DbSet<WorkspaceKeyRow> WorkspaceKeys => Set<WorkspaceKeyRow>();
    public DbSet<CredentialRow> Credentials => Set<CredentialRow>();
    public DbSet<OAuthGrantRow> Grants => Set<OAuthGrantRow>();
    public DbSet<OAuthStateRow> Consents => Set<OAuthStateRow>();
    public DbSet<ConnectionDraftRow> Drafts => Set<ConnectionDraftRow>();

    private static void Syncing(ModelBuilder model)
    {
        model.Entity<SyncScheduleRow>(table =>
        {
            table.ToTable("sync_schedule").HasKey(row => new { row.WorkspaceId, row.ConnectionId });
            BelongsToConnection(table);
        });
        model.Entity<SyncRunRow>(table =>
        {
            table.ToTable("sync_run").HasKey(row => new { row.WorkspaceId, row.RunId });
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.ConnectionId,
                row.QueuedAt,
            });
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.QueuedAt,
                row.RunId,
            });
            table.HasIndex(row => new { row.WorkspaceId, row.Status }).HasFilter("status in ('queued', 'running')");
            table.Property(row => row.QuietStreams).HasDefaultValueSql("'{}'");
            BelongsToConnection(table);
        });
        model.Entity<SyncRunStreamRow>(table =>
        {
            table
                .ToTable("sync_run_stream")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.RunId,
                    row.Stream,
                });
            table.Property(row => row.UnknownFields).HasColumnType("jsonb");
            BelongsToRun(table);
        });
        model.Entity<BackfillSliceRow>(table =>
        {
            table
                .ToTable("backfill_slice")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.RunId,
                    row.SliceNo,
                });
            BelongsToRun(table);
        });
        model.Entity<ConnectionStreamRow>(table =>
        {
            table
                .ToTable("connection_stream")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Stream,
                    row.Purpose,
                });
            BelongsToConnection(table);
        });
        model.Entity<RejectedRecordRow>(table =>
        {
            table.ToTable("rejected_record").HasKey(row => new { row.WorkspaceId, row.RejectedId });
            table.Property(row => row.RejectedId).UseIdentityByDefaultColumn();
            table.Property(row => row.IsCut).HasDefaultValue(false);
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Stream,
                    row.PayloadHash,
                })
                .IsUnique();
            BelongsToConnection(table);
        });
        model.Entity<WebhookEventRow>(table =>
        {
            table
                .ToTable("webhook_event")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.EventId,
                });
            table
                .HasIndex(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.ReceivedAt,
                })
                .HasFilter("processed_at is null");
            BelongsToConnection(table);
        });
        model.Entity<WorkItemRow>(table =>
        {
            table.ToTable("work_item").HasKey(row => new { row.WorkspaceId, row.ItemId });
            table.Property(row => row.Payload).HasColumnType("jsonb");
            BelongsToWorkspace(table);
        });
        model.Entity<RateBudgetRow>(table => table.ToTable("rate_budget").HasKey(row => row.Scope));
    }

    private static void Records(ModelBuilder model)
    {
        model.Entity<SourceRecordRow>(table =>
        {
            table
                .ToTable("source_record")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Stream,
                    row.ObjectId,
                });
            table.HasIndex(row => new
            {
                row.WorkspaceId,
                row.ConnectionId,
                row.Stream,
                row.OccurredAt,
            });
            BelongsToConnection(table);
        });
        model.Entity<SourceRecordStateRow>(table =>
        {
            table
                .ToTable("source_record_state")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Stream,
                    row.ObjectId,
                    row.Version,
                });
            BelongsToConnection(table);
        });
        model.Entity<ProjectionDirtyRow>(table =>
        {
            table
                .ToTable("projection_dirty")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Projection,
                });
            BelongsToConnection(table);
        });
        model.Entity<ExchangeRateRow>(table =>
        {
            table
                .ToTable("exchange_rate")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.Currency,
                    row.Day,
                });
            table.Property(row => row.Rate).HasColumnType("numeric");
            BelongsToWorkspace(table);
        });
    }

    private static void Credentialing(ModelBuilder model)
    {
        model.Entity<WorkspaceKeyRow>(table =>
        {
            table.ToTable("workspace_key").HasKey(row => new { row.WorkspaceId, row.KeyNo });
            BelongsToWorkspace(table);
        });
        model.Entity<CredentialRow>(table =>
        {
            table
                .ToTable("credential")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.ConnectionId,
                    row.Name,
                });
            table.HasOne<WorkspaceKeyRow>().WithMany().HasForeignKey(row => new { row.WorkspaceId, row.KeyNo });
            BelongsToConnection(table);
        });
        model.Entity<OAuthGrantRow>(table =>
        {
            table.ToTable("oauth_grant").HasKey(row => new { row.WorkspaceId, row.GrantId });
            table.Property(row => row.GrantId).UseIdentityByDefaultColumn();
            table.HasIndex(row => new { row.WorkspaceId, row.PublicId }).IsUnique();
            table.HasIndex(row => new { row.ClientId, row.Subject });
            table.HasOne<WorkspaceKeyRow>().WithMany().HasForeignKey(row => new { row.WorkspaceId, row.KeyNo });
            BelongsToWorkspace(table);
        });
        model.Entity<OAuthStateRow>(table =>
        {
            table.ToTable("oauth_state").HasKey(row => new { row.WorkspaceId, row.StateHash });
            table.HasIndex(row => row.StateHash);
            BelongsToWorkspace(table);
        });
        model.Entity<ConnectionDraftRow>(table =>
        {
            table
                .ToTable("connection_draft")
                .HasKey(row => new
                {
                    row.WorkspaceId,
                    row.Actor,
                    row.Provider,
                });
            table.Property(row => row.Settings).HasColumnType("jsonb");
            table.HasOne<WorkspaceKeyRow>().WithMany().HasForeignKey(row => new { row.WorkspaceId, row.KeyNo });
            BelongsToWorkspace(table);
        });
        model
            .Entity<ConnectionRow>()
            .HasOne<OAuthGrantRow>()
            .WithMany()
            .HasForeignKey(row => new { row.WorkspaceId, row.GrantId })
            .OnDelete(DeleteBehavior.NoAction);
    }

    private static void BelongsToConnection<TRow>(
        Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TRow> table
    )
        where TRow : class, ITenantRow =>
        table
            .HasOne<ConnectionRow>()
            .WithMany()
            .HasForeignKey(nameof(ConnectionRow.WorkspaceId), nameof(ConnectionRow.ConnectionId))
            .OnDelete(DeleteBehavior.Cascade);

    private static void BelongsToRun<TRow>(
        Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<TRow> table
    )
        where TRow : class, ITenantRow =>
        table
            .HasOne<SyncRunRow>()
            .WithMany()
            .HasForeignKey(nameof(SyncRunRow.WorkspaceId), nameof(SyncRunRow.RunId))
            .OnDelete(DeleteBehavior.Cascade);
}
