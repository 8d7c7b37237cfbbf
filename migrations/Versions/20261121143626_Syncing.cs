using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class Syncing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "nexus",
                table: "ingest_batch",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "page",
                schema: "nexus",
                table: "ingest_batch",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "run_id",
                schema: "nexus",
                table: "ingest_batch",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "account_currency",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "account_name",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "account_zone",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "schedule",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "schedule_zone",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "settings",
                schema: "nexus",
                table: "connection",
                type: "jsonb",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "status_code",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "status_message",
                schema: "nexus",
                table: "connection",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "synced_since",
                schema: "nexus",
                table: "connection",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "connection_stream",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    checkpoint = table.Column<string>(type: "text", nullable: true),
                    complete = table.Column<bool>(type: "boolean", nullable: false),
                    has_data = table.Column<bool>(type: "boolean", nullable: false),
                    access = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection_stream", x => new { x.workspace_id, x.connection_id, x.stream, x.purpose });
                    table.ForeignKey(
                        name: "fk_connection_stream_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "exchange_rate",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    rate = table.Column<decimal>(type: "numeric", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchange_rate", x => new { x.workspace_id, x.currency, x.day });
                    table.ForeignKey(
                        name: "fk_exchange_rate_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "projection_dirty",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    projection = table.Column<string>(type: "text", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projection_dirty", x => new { x.workspace_id, x.connection_id, x.projection });
                    table.ForeignKey(
                        name: "fk_projection_dirty_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rate_budget",
                schema: "nexus",
                columns: table => new
                {
                    scope = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    refilled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    parked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_budget", x => x.scope);
                });

            migrationBuilder.CreateTable(
                name: "rejected_record",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    rejected_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    payload_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    times = table.Column<long>(type: "bigint", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rejected_record", x => new { x.workspace_id, x.rejected_id });
                    table.ForeignKey(
                        name: "fk_rejected_record_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "source_record",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    object_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: true),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    group_key = table.Column<string>(type: "text", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_record", x => new { x.workspace_id, x.connection_id, x.stream, x.object_id });
                    table.ForeignKey(
                        name: "fk_source_record_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "source_record_state",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    object_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    payload = table.Column<string>(type: "text", nullable: true),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    group_key = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_record_state", x => new { x.workspace_id, x.connection_id, x.stream, x.object_id, x.version });
                    table.ForeignKey(
                        name: "fk_source_record_state_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sync_run",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    queued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    node = table.Column<string>(type: "text", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: true),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_requested_by = table.Column<string>(type: "text", nullable: true),
                    parked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pages = table.Column<long>(type: "bigint", nullable: false),
                    records_read = table.Column<long>(type: "bigint", nullable: false),
                    records_changed = table.Column<long>(type: "bigint", nullable: false),
                    records_rejected = table.Column<long>(type: "bigint", nullable: false),
                    points_changed = table.Column<long>(type: "bigint", nullable: false),
                    calls = table.Column<long>(type: "bigint", nullable: false),
                    call_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    progress = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_run", x => new { x.workspace_id, x.run_id });
                    table.ForeignKey(
                        name: "fk_sync_run_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sync_schedule",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    next_due = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lane = table.Column<short>(type: "smallint", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_schedule", x => new { x.workspace_id, x.connection_id });
                    table.ForeignKey(
                        name: "fk_sync_schedule_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_event",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    happened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    known = table.Column<bool>(type: "boolean", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_event", x => new { x.workspace_id, x.connection_id, x.event_id });
                    table.ForeignKey(
                        name: "fk_webhook_event_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "work_item",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_item", x => new { x.workspace_id, x.item_id });
                    table.ForeignKey(
                        name: "fk_work_item_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "workspace_key",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    key_no = table.Column<int>(type: "integer", nullable: false),
                    master_key_id = table.Column<string>(type: "text", nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_key", x => new { x.workspace_id, x.key_no });
                    table.ForeignKey(
                        name: "fk_workspace_key_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "backfill_slice",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slice_no = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_backfill_slice", x => new { x.workspace_id, x.run_id, x.slice_no });
                    table.ForeignKey(
                        name: "fk_backfill_slice_sync_run",
                        columns: x => new { x.workspace_id, x.run_id },
                        principalSchema: "nexus",
                        principalTable: "sync_run",
                        principalColumns: new[] { "workspace_id", "run_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sync_run_stream",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    pages = table.Column<long>(type: "bigint", nullable: false),
                    records_read = table.Column<long>(type: "bigint", nullable: false),
                    records_changed = table.Column<long>(type: "bigint", nullable: false),
                    records_rejected = table.Column<long>(type: "bigint", nullable: false),
                    unknown_fields = table.Column<string>(type: "jsonb", nullable: true),
                    notice = table.Column<string>(type: "text", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_run_stream", x => new { x.workspace_id, x.run_id, x.stream });
                    table.ForeignKey(
                        name: "fk_sync_run_stream_sync_run",
                        columns: x => new { x.workspace_id, x.run_id },
                        principalSchema: "nexus",
                        principalTable: "sync_run",
                        principalColumns: new[] { "workspace_id", "run_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "credential",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    key_no = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential", x => new { x.workspace_id, x.connection_id, x.name });
                    table.ForeignKey(
                        name: "fk_credential_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_credential_workspace_key",
                        columns: x => new { x.workspace_id, x.key_no },
                        principalSchema: "nexus",
                        principalTable: "workspace_key",
                        principalColumns: new[] { "workspace_id", "key_no" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_credential_key_no",
                schema: "nexus",
                table: "credential",
                columns: new[] { "workspace_id", "key_no" });

            migrationBuilder.CreateIndex(
                name: "ix_rejected_record_connection_id_stream_payload_hash",
                schema: "nexus",
                table: "rejected_record",
                columns: new[] { "workspace_id", "connection_id", "stream", "payload_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_source_record_connection_id_stream_occurred_at",
                schema: "nexus",
                table: "source_record",
                columns: new[] { "workspace_id", "connection_id", "stream", "occurred_at" });

            migrationBuilder.CreateIndex(
                name: "ix_sync_run_connection_id_queued_at",
                schema: "nexus",
                table: "sync_run",
                columns: new[] { "workspace_id", "connection_id", "queued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_sync_run_status",
                schema: "nexus",
                table: "sync_run",
                columns: new[] { "workspace_id", "status" },
                filter: "status in ('queued', 'running')");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_event_connection_id_received_at",
                schema: "nexus",
                table: "webhook_event",
                columns: new[] { "workspace_id", "connection_id", "received_at" },
                filter: "processed_at is null");

            SyncWalls.Build(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "backfill_slice",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "connection_stream",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "credential",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "exchange_rate",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "projection_dirty",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "rate_budget",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "rejected_record",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "source_record",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "source_record_state",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "sync_run_stream",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "sync_schedule",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "webhook_event",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "work_item",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "workspace_key",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "sync_run",
                schema: "nexus");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "nexus",
                table: "ingest_batch");

            migrationBuilder.DropColumn(
                name: "page",
                schema: "nexus",
                table: "ingest_batch");

            migrationBuilder.DropColumn(
                name: "run_id",
                schema: "nexus",
                table: "ingest_batch");

            migrationBuilder.DropColumn(
                name: "account_currency",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "account_name",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "account_zone",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "schedule",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "schedule_zone",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "settings",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "status_code",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "status_message",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "synced_since",
                schema: "nexus",
                table: "connection");
        }
    }
}
