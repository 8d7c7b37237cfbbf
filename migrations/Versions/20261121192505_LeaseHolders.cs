using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class LeaseHolders : Migration
    {
        /// <inheritdoc />
        /// <remarks>
        /// A lease is renewed with every page: as long as no index holds its end, and the page of the table has room,
        /// that changes the row in place.
        /// </remarks>
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                drop index nexus.ix_sync_schedule_leased;
                create index ix_sync_schedule_leased on nexus.sync_schedule (provider) where lease_owner is not null;
                alter table nexus.sync_schedule set (fillfactor = 70);
                alter table nexus.sync_run set (fillfactor = 80);
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                drop index nexus.ix_sync_schedule_leased;
                create index ix_sync_schedule_leased on nexus.sync_schedule (lease_until) where lease_owner is not null;
                alter table nexus.sync_schedule reset (fillfactor);
                alter table nexus.sync_run reset (fillfactor);
                """
            );
    }
}
