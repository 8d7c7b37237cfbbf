using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class QuietStreams : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "synced_at",
                schema: "nexus",
                table: "sync_schedule",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "quiet_streams",
                schema: "nexus",
                table: "sync_run",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");
        }

        /// <inheritdoc />
        /// <remarks>When data was last found to be up to date goes back to where it was; the wall holds the owner, too.</remarks>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                alter table nexus.connection no force row level security;
                alter table nexus.sync_schedule no force row level security;
                update nexus.connection c set last_success_at = greatest(c.last_success_at, s.synced_at)
                from nexus.sync_schedule s
                where s.workspace_id = c.workspace_id and s.connection_id = c.connection_id and s.synced_at is not null;
                alter table nexus.connection force row level security;
                alter table nexus.sync_schedule force row level security;
                """
            );
            migrationBuilder.DropColumn(
                name: "synced_at",
                schema: "nexus",
                table: "sync_schedule");

            migrationBuilder.DropColumn(
                name: "quiet_streams",
                schema: "nexus",
                table: "sync_run");
        }
    }
}
