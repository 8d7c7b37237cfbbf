using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>What dashboards add to the tables of the model: walls, and the look-up of shared ones.</summary>
internal static class DashboardWalls
{
    public static void Build(MigrationBuilder migration)
    {
        migration.Wall("dashboard", "select, insert, update, delete");
        migration.Wall("dashboard_tile", "select, insert, delete");
        migration.Wall("goal", "select, insert, update, delete");
        migration.Wall("share_link", "select, insert, update, delete");

        migration.Sql(
            """
            alter table nexus.dashboard_tile add constraint ck_dashboard_tile_size
                check (width between 3 and 12 and height between 1 and 3);
            alter table nexus.dashboard_tile add constraint ck_dashboard_tile_query
                check ((kind = 'heading') = (query is null)
                       and (query is null or jsonb_typeof(query) = 'object' and jsonb_typeof(query -> 'metric') = 'string'));
            alter table nexus.goal add constraint ck_goal_period
                check ((period = 'custom') = (from_day is not null and to_day is not null) and to_day > from_day);
            """
        );

        migration.DirectoryMayRead("share_link", "workspace_id, token_hash");
        migration.DirectoryFunction(
            "find_share_link(hash bytea)",
            "int",
            "select s.workspace_id from nexus.share_link s where s.token_hash = hash"
        );
    }
}
