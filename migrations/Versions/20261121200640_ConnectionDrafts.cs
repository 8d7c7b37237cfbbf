using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class ConnectionDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "connection_draft",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    grant_public_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    settings = table.Column<string>(type: "jsonb", nullable: true),
                    schedule = table.Column<string>(type: "text", nullable: true),
                    schedule_zone = table.Column<string>(type: "text", nullable: true),
                    key_no = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection_draft", x => new { x.workspace_id, x.actor, x.provider });
                    table.ForeignKey(
                        name: "fk_connection_draft_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_connection_draft_workspace_key",
                        columns: x => new { x.workspace_id, x.key_no },
                        principalSchema: "nexus",
                        principalTable: "workspace_key",
                        principalColumns: new[] { "workspace_id", "key_no" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_connection_draft_key_no",
                schema: "nexus",
                table: "connection_draft",
                columns: new[] { "workspace_id", "key_no" });

            migrationBuilder.Wall("connection_draft", "select, insert, update, delete");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "connection_draft",
                schema: "nexus");
        }
    }
}
