using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexus.Migrations.Versions
{
    /// <inheritdoc />
    public partial class ClaimsInOrder : Migration
    {
        /// <inheritdoc />
        /// <remarks>Databases that were made before have a claim that looked up all that was due to take a few.</remarks>
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.ReplaceDispatchFunction(
                SyncWalls.ClaimSyncs.Signature,
                SyncWalls.ClaimSyncs.Returns,
                SyncWalls.ClaimSyncs.Body
            );

        /// <inheritdoc />
        /// <remarks>Either takes the same rows, so the newer one stays.</remarks>
        protected override void Down(MigrationBuilder migrationBuilder) { }
    }
}
