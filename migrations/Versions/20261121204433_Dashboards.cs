using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class Dashboards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "dashboard",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    dashboard_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    template = table.Column<string>(type: "text", nullable: true),
                    period = table.Column<string>(type: "text", nullable: false),
                    compare = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dashboard", x => new { x.workspace_id, x.dashboard_id });
                    table.ForeignKey(
                        name: "fk_dashboard_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "goal",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    goal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    metric = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: true),
                    period = table.Column<string>(type: "text", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: true),
                    to_day = table.Column<DateOnly>(type: "date", nullable: true),
                    owner = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_goal", x => new { x.workspace_id, x.goal_id });
                    table.ForeignKey(
                        name: "fk_goal_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "dashboard_tile",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    dashboard_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tile_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: true),
                    width = table.Column<short>(type: "smallint", nullable: false),
                    height = table.Column<short>(type: "smallint", nullable: false),
                    query = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dashboard_tile", x => new { x.workspace_id, x.dashboard_id, x.tile_id });
                    table.ForeignKey(
                        name: "fk_dashboard_tile_dashboard",
                        columns: x => new { x.workspace_id, x.dashboard_id },
                        principalSchema: "nexus",
                        principalTable: "dashboard",
                        principalColumns: new[] { "workspace_id", "dashboard_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "share_link",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    share_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dashboard_id = table.Column<Guid>(type: "uuid", nullable: false),
                    prefix = table.Column<string>(type: "text", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_share_link", x => new { x.workspace_id, x.share_id });
                    table.ForeignKey(
                        name: "fk_share_link_dashboard",
                        columns: x => new { x.workspace_id, x.dashboard_id },
                        principalSchema: "nexus",
                        principalTable: "dashboard",
                        principalColumns: new[] { "workspace_id", "dashboard_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_share_link_dashboard_id",
                schema: "nexus",
                table: "share_link",
                columns: new[] { "workspace_id", "dashboard_id" });

            migrationBuilder.CreateIndex(
                name: "ix_share_link_token_hash",
                schema: "nexus",
                table: "share_link",
                column: "token_hash");

            DashboardWalls.Build(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dashboard_tile",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "goal",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "share_link",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "dashboard",
                schema: "nexus");
        }
    }
}
