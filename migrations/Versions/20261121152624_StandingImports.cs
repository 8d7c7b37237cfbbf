using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class StandingImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "new_final",
                schema: "nexus",
                table: "kpi_point_change",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "new_metadata",
                schema: "nexus",
                table: "kpi_point_change",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "old_final",
                schema: "nexus",
                table: "kpi_point_change",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "old_metadata",
                schema: "nexus",
                table: "kpi_point_change",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mode",
                schema: "nexus",
                table: "ingest_batch",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "undone_by",
                schema: "nexus",
                table: "ingest_batch",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ingest_cover",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    batch_id = table.Column<int>(type: "integer", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false),
                    series_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    firsts = table.Column<DateTime[]>(type: "timestamp with time zone[]", nullable: false),
                    lasts = table.Column<DateTime[]>(type: "timestamp with time zone[]", nullable: false),
                    steps = table.Column<long[]>(type: "bigint[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ingest_cover", x => new { x.workspace_id, x.batch_id, x.part });
                    table.ForeignKey(
                        name: "fk_ingest_cover_ingest_batch",
                        columns: x => new { x.workspace_id, x.batch_id },
                        principalSchema: "nexus",
                        principalTable: "ingest_batch",
                        principalColumns: new[] { "workspace_id", "batch_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Wall("ingest_cover", "select, insert");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ingest_cover",
                schema: "nexus");

            migrationBuilder.DropColumn(
                name: "new_final",
                schema: "nexus",
                table: "kpi_point_change");

            migrationBuilder.DropColumn(
                name: "new_metadata",
                schema: "nexus",
                table: "kpi_point_change");

            migrationBuilder.DropColumn(
                name: "old_final",
                schema: "nexus",
                table: "kpi_point_change");

            migrationBuilder.DropColumn(
                name: "old_metadata",
                schema: "nexus",
                table: "kpi_point_change");

            migrationBuilder.DropColumn(
                name: "mode",
                schema: "nexus",
                table: "ingest_batch");

            migrationBuilder.DropColumn(
                name: "undone_by",
                schema: "nexus",
                table: "ingest_batch");
        }
    }
}
