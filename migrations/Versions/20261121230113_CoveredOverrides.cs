using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class CoveredOverrides : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "first_day",
                schema: "nexus",
                table: "rejected_record",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_cut",
                schema: "nexus",
                table: "rejected_record",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateOnly>(
                name: "last_day",
                schema: "nexus",
                table: "rejected_record",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "object_id",
                schema: "nexus",
                table: "rejected_record",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "covered_by_batch",
                schema: "nexus",
                table: "kpi_override",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "covered_by_run",
                schema: "nexus",
                table: "kpi_override",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "as_of",
                schema: "nexus",
                table: "ingest_batch",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "taken_over",
                schema: "nexus",
                table: "ingest_batch",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "ix_kpi_override_covered_by_run",
                schema: "nexus",
                table: "kpi_override",
                columns: new[] { "workspace_id", "covered_by_run" },
                filter: "closed_at is null and covered_by_run is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_kpi_override_covered_by_run",
                schema: "nexus",
                table: "kpi_override");

            migrationBuilder.DropColumn(
                name: "first_day",
                schema: "nexus",
                table: "rejected_record");

            migrationBuilder.DropColumn(
                name: "is_cut",
                schema: "nexus",
                table: "rejected_record");

            migrationBuilder.DropColumn(
                name: "last_day",
                schema: "nexus",
                table: "rejected_record");

            migrationBuilder.DropColumn(
                name: "object_id",
                schema: "nexus",
                table: "rejected_record");

            migrationBuilder.DropColumn(
                name: "covered_by_batch",
                schema: "nexus",
                table: "kpi_override");

            migrationBuilder.DropColumn(
                name: "covered_by_run",
                schema: "nexus",
                table: "kpi_override");

            migrationBuilder.DropColumn(
                name: "as_of",
                schema: "nexus",
                table: "ingest_batch");

            migrationBuilder.DropColumn(
                name: "taken_over",
                schema: "nexus",
                table: "ingest_batch");
        }
    }
}
