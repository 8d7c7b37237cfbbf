using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class LostLease : Migration
    {
        /// <inheritdoc />
        /// <remarks>
        /// A transaction that travels in one piece with its own commit has nobody who looks at its first answer before it
        /// commits: it has to end itself where the lease is another's.
        /// </remarks>
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                create function nexus.lost_lease() returns integer language plpgsql volatile set search_path = '' as $body$
                begin
                    raise exception 'another node holds this lease' using errcode = 'NX001';
                end $body$;
                revoke all on function nexus.lost_lease() from public;
                grant execute on function nexus.lost_lease() to nexus_app;
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("drop function nexus.lost_lease();");
    }
}
