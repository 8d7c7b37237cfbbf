using System;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class Spine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "nexus");

            migrationBuilder.CreateTable(
                name: "kpi_point",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    ts = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<decimal>(type: "numeric", nullable: false),
                    batch_id = table.Column<int>(type: "integer", nullable: false),
                    final = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    metadata = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_point", x => new { x.workspace_id, x.series_id, x.ts });
                });

            migrationBuilder.CreateTable(
                name: "kpi_point_change",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    change_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    ts = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    old_value = table.Column<decimal>(type: "numeric", nullable: true),
                    new_value = table.Column<decimal>(type: "numeric", nullable: true),
                    old_batch_id = table.Column<int>(type: "integer", nullable: true),
                    batch_id = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_point_change", x => new { x.workspace_id, x.change_id });
                });

            migrationBuilder.CreateTable(
                name: "kpi_rollup_day",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    granularity = table.Column<short>(type: "smallint", nullable: false),
                    dimension_names = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    total = table.Column<decimal>(type: "numeric", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_rollup_day", x => new { x.workspace_id, x.metric, x.connection_id, x.granularity, x.dimension_names, x.currency, x.day });
                });

            migrationBuilder.CreateTable(
                name: "kpi_rollup_month",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    granularity = table.Column<short>(type: "smallint", nullable: false),
                    dimension_names = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    total = table.Column<decimal>(type: "numeric", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_rollup_month", x => new { x.workspace_id, x.metric, x.connection_id, x.granularity, x.dimension_names, x.currency, x.month });
                });

            migrationBuilder.CreateTable(
                name: "master_key",
                schema: "nexus",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_master_key", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "workspace",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    week_start = table.Column<short>(type: "smallint", nullable: false),
                    data_version = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace", x => x.workspace_id);
                });

            migrationBuilder.CreateTable(
                name: "api_key",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    prefix = table.Column<string>(type: "text", nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key", x => new { x.workspace_id, x.key_id });
                    table.ForeignKey(
                        name: "fk_api_key_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "audit_event",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    before = table.Column<JsonDocument>(type: "jsonb", nullable: true),
                    after = table.Column<JsonDocument>(type: "jsonb", nullable: true),
                    batch_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_event", x => new { x.workspace_id, x.event_id });
                    table.ForeignKey(
                        name: "fk_audit_event_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "connection",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_success_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection", x => new { x.workspace_id, x.connection_id });
                    table.ForeignKey(
                        name: "fk_connection_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "custom_metric",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    aggregation = table.Column<string>(type: "text", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_custom_metric", x => new { x.workspace_id, x.metric });
                    table.ForeignKey(
                        name: "fk_custom_metric_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    encoding = table.Column<string>(type: "text", nullable: false),
                    encoding_guessed = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    on_error = table.Column<string>(type: "text", nullable: false),
                    dataset = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    uploaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    detection = table.Column<string>(type: "jsonb", nullable: true),
                    mapping = table.Column<string>(type: "jsonb", nullable: true),
                    layout_hash = table.Column<string>(type: "text", nullable: true),
                    report = table.Column<string>(type: "jsonb", nullable: true),
                    connection_id = table.Column<int>(type: "integer", nullable: true),
                    batch_id = table.Column<int>(type: "integer", nullable: true),
                    progress_bytes = table.Column<long>(type: "bigint", nullable: false),
                    progress_rows = table.Column<long>(type: "bigint", nullable: false),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import", x => new { x.workspace_id, x.import_id });
                    table.ForeignKey(
                        name: "fk_import_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_template",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    template_id = table.Column<Guid>(type: "uuid", nullable: false),
                    layout_hash = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    dataset = table.Column<string>(type: "text", nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_template", x => new { x.workspace_id, x.template_id });
                    table.ForeignKey(
                        name: "fk_import_template_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ingest_batch",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    batch_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    inserted = table.Column<long>(type: "bigint", nullable: false),
                    updated = table.Column<long>(type: "bigint", nullable: false),
                    unchanged = table.Column<long>(type: "bigint", nullable: false),
                    deleted = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ingest_batch", x => new { x.workspace_id, x.batch_id });
                    table.ForeignKey(
                        name: "fk_ingest_batch_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "kpi_series",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    granularity = table.Column<short>(type: "smallint", nullable: false),
                    dimension_hash = table.Column<Guid>(type: "uuid", nullable: false),
                    dimension_names = table.Column<string>(type: "text", nullable: false),
                    dimensions = table.Column<string>(type: "jsonb", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    additive = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_series", x => new { x.workspace_id, x.series_id });
                    table.ForeignKey(
                        name: "fk_kpi_series_connection",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalSchema: "nexus",
                        principalTable: "connection",
                        principalColumns: new[] { "workspace_id", "connection_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_chunk",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chunk_no = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_chunk", x => new { x.workspace_id, x.import_id, x.chunk_no });
                    table.ForeignKey(
                        name: "fk_import_chunk_import",
                        columns: x => new { x.workspace_id, x.import_id },
                        principalSchema: "nexus",
                        principalTable: "import",
                        principalColumns: new[] { "workspace_id", "import_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "import_conflict",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    ts = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    line = table.Column<long>(type: "bigint", nullable: false),
                    stored_value = table.Column<decimal>(type: "numeric", nullable: false),
                    file_value = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_conflict", x => new { x.workspace_id, x.import_id, x.series_id, x.ts });
                    table.ForeignKey(
                        name: "fk_import_conflict_import",
                        columns: x => new { x.workspace_id, x.import_id },
                        principalSchema: "nexus",
                        principalTable: "import",
                        principalColumns: new[] { "workspace_id", "import_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "kpi_override",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    override_id = table.Column<Guid>(type: "uuid", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    ts = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<decimal>(type: "numeric", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_because = table.Column<string>(type: "text", nullable: true),
                    closed_by_batch = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_override", x => new { x.workspace_id, x.override_id });
                    table.ForeignKey(
                        name: "fk_kpi_override_kpi_series",
                        columns: x => new { x.workspace_id, x.series_id },
                        principalSchema: "nexus",
                        principalTable: "kpi_series",
                        principalColumns: new[] { "workspace_id", "series_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "kpi_series_dimension",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kpi_series_dimension", x => new { x.workspace_id, x.series_id, x.name });
                    table.ForeignKey(
                        name: "fk_kpi_series_dimension_kpi_series",
                        columns: x => new { x.workspace_id, x.series_id },
                        principalSchema: "nexus",
                        principalTable: "kpi_series",
                        principalColumns: new[] { "workspace_id", "series_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_key_key_hash",
                schema: "nexus",
                table: "api_key",
                column: "key_hash");

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_at",
                schema: "nexus",
                table: "audit_event",
                columns: new[] { "workspace_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_connection_provider_source_key",
                schema: "nexus",
                table: "connection",
                columns: new[] { "workspace_id", "provider", "source_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_connection_public_id",
                schema: "nexus",
                table: "connection",
                columns: new[] { "workspace_id", "public_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_import_sha256",
                schema: "nexus",
                table: "import",
                columns: new[] { "workspace_id", "sha256" });

            migrationBuilder.CreateIndex(
                name: "ix_import_uploaded_at",
                schema: "nexus",
                table: "import",
                columns: new[] { "workspace_id", "uploaded_at" });

            migrationBuilder.CreateIndex(
                name: "ix_import_template_layout_hash",
                schema: "nexus",
                table: "import_template",
                columns: new[] { "workspace_id", "layout_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ingest_batch_connection_id",
                schema: "nexus",
                table: "ingest_batch",
                columns: new[] { "workspace_id", "connection_id" });

            migrationBuilder.CreateIndex(
                name: "ix_kpi_override_series_id_ts",
                schema: "nexus",
                table: "kpi_override",
                columns: new[] { "workspace_id", "series_id", "ts" },
                unique: true,
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_kpi_point_series_id_ts",
                schema: "nexus",
                table: "kpi_point",
                columns: new[] { "workspace_id", "series_id", "ts" },
                filter: "not final");

            migrationBuilder.CreateIndex(
                name: "ix_kpi_point_change_batch_id",
                schema: "nexus",
                table: "kpi_point_change",
                columns: new[] { "workspace_id", "batch_id" });

            migrationBuilder.CreateIndex(
                name: "ix_kpi_point_change_series_id_ts",
                schema: "nexus",
                table: "kpi_point_change",
                columns: new[] { "workspace_id", "series_id", "ts" });

            migrationBuilder.CreateIndex(
                name: "ix_kpi_series_connection_id",
                schema: "nexus",
                table: "kpi_series",
                columns: new[] { "workspace_id", "connection_id" });

            migrationBuilder.CreateIndex(
                name: "ix_kpi_series_metric_connection_id_granularity_dimension_hash_currency",
                schema: "nexus",
                table: "kpi_series",
                columns: new[] { "workspace_id", "metric", "connection_id", "granularity", "dimension_hash", "currency" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kpi_series_dimension_name_value",
                schema: "nexus",
                table: "kpi_series_dimension",
                columns: new[] { "workspace_id", "name", "value" });

            migrationBuilder.CreateIndex(
                name: "ix_workspace_public_id",
                schema: "nexus",
                table: "workspace",
                columns: new[] { "workspace_id", "public_id" },
                unique: true);
        
            SpineWalls.Build(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_key",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "audit_event",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "custom_metric",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "import_chunk",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "import_conflict",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "import_template",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "ingest_batch",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_override",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_point",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_point_change",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_rollup_day",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_rollup_month",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_series_dimension",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "master_key",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "import",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "kpi_series",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "connection",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "workspace",
                schema: "nexus");
        }
    }
}
