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
                defaultValue: new string[0]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
