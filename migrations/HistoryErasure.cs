using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>
/// The one way by which history shrinks: the changes of a connection's points go when its data is erased. The application's
/// role may delete none of it by itself.
/// </summary>
internal static class HistoryErasure
{
    public static void Build(MigrationBuilder migration) =>
        migration.Sql(
            $"""
            create policy erase on nexus.kpi_point_change for all to nexus_directory
                using ({TenantWall.Condition}) with check ({TenantWall.Condition});
            grant select (workspace_id, series_id), delete on nexus.kpi_point_change to nexus_directory;
            create policy erase on nexus.kpi_series for all to nexus_directory
                using ({TenantWall.Condition}) with check ({TenantWall.Condition});
            grant select (workspace_id, series_id, connection_id) on nexus.kpi_series to nexus_directory;
            grant select (connection_id, status) on nexus.connection to nexus_directory;

            create function nexus.erase_changes(workspace int, connection int) returns void
                language sql volatile security definer set search_path = '' as $body$
                delete from nexus.kpi_point_change c using nexus.kpi_series s, nexus.connection n
                where n.workspace_id = workspace and n.connection_id = connection and n.status = 'disconnected'
                  and s.workspace_id = workspace and s.connection_id = connection
                  and c.workspace_id = workspace and c.series_id = s.series_id
                $body$;
            revoke all on function nexus.erase_changes(int, int) from public;
            grant execute on function nexus.erase_changes(int, int) to nexus_app;
            grant create on schema nexus to nexus_directory;
            alter function nexus.erase_changes(int, int) owner to nexus_directory;
            revoke create on schema nexus from nexus_directory;
            """
        );
}
