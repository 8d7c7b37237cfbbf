using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class ProvisionalPoints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_kpi_point_series_id_ts",
                schema: "nexus",
                table: "kpi_point",
                columns: new[] { "workspace_id", "series_id", "ts" },
                filter: "not final");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_kpi_point_series_id_ts",
                schema: "nexus",
                table: "kpi_point");
        }
    }
}
