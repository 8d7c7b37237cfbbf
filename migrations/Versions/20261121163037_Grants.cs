using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class Grants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "grant_id",
                schema: "nexus",
                table: "connection",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "oauth_grant",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    grant_id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    key_no = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    access_ends = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    refresh_ends = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    renewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    renewer = table.Column<Guid>(type: "uuid", nullable: true),
                    renewing_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_oauth_grant", x => new { x.workspace_id, x.grant_id });
                    table.ForeignKey(
                        name: "fk_oauth_grant_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_oauth_grant_workspace_key",
                        columns: x => new { x.workspace_id, x.key_no },
                        principalSchema: "nexus",
                        principalTable: "workspace_key",
                        principalColumns: new[] { "workspace_id", "key_no" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "oauth_state",
                schema: "nexus",
                columns: table => new
                {
                    workspace_id = table.Column<int>(type: "integer", nullable: false),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    connection = table.Column<Guid>(type: "uuid", nullable: true),
                    client_id = table.Column<string>(type: "text", nullable: false),
                    redirect = table.Column<string>(type: "text", nullable: false),
                    binding_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    return_to = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    consumed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_oauth_state", x => new { x.workspace_id, x.state_hash });
                    table.ForeignKey(
                        name: "fk_oauth_state_workspace",
                        column: x => x.workspace_id,
                        principalSchema: "nexus",
                        principalTable: "workspace",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_connection_grant_id",
                schema: "nexus",
                table: "connection",
                columns: new[] { "workspace_id", "grant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_oauth_grant_key_no",
                schema: "nexus",
                table: "oauth_grant",
                columns: new[] { "workspace_id", "key_no" });

            migrationBuilder.CreateIndex(
                name: "ix_oauth_grant_public_id",
                schema: "nexus",
                table: "oauth_grant",
                columns: new[] { "workspace_id", "public_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_oauth_grant_subject",
                schema: "nexus",
                table: "oauth_grant",
                columns: new[] { "client_id", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_oauth_state_state_hash",
                schema: "nexus",
                table: "oauth_state",
                column: "state_hash");

            migrationBuilder.AddForeignKey(
                name: "fk_connection_oauth_grant",
                schema: "nexus",
                table: "connection",
                columns: new[] { "workspace_id", "grant_id" },
                principalSchema: "nexus",
                principalTable: "oauth_grant",
                principalColumns: new[] { "workspace_id", "grant_id" });

            GrantWalls.Build(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_connection_oauth_grant",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropTable(
                name: "oauth_grant",
                schema: "nexus");

            migrationBuilder.DropTable(
                name: "oauth_state",
                schema: "nexus");

            migrationBuilder.DropIndex(
                name: "ix_connection_grant_id",
                schema: "nexus",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "grant_id",
                schema: "nexus",
                table: "connection");
        }
    }
}
