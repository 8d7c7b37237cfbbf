using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>What the first migration adds to the tables of the model: walls, grants, look-ups and storage settings.</summary>
internal static class SpineWalls
{
    public static void Build(MigrationBuilder migration)
    {
        migration.Wall("workspace", "select, insert, update");
        migration.Wall("api_key", "select, insert, update");
        migration.Wall("custom_metric", "select, insert, update, delete");
        migration.Wall("connection", "select, insert, update, delete");
        migration.Wall("kpi_series", "select, insert, update, delete");
        migration.Wall("kpi_series_dimension", "select, insert, delete");
        migration.Wall("kpi_point", "select, insert, update, delete");
        migration.Wall("kpi_rollup_day", "select, insert, update, delete");
        migration.Wall("kpi_rollup_month", "select, insert, update, delete");
        migration.Wall("kpi_override", "select, insert, update");
        migration.Wall("ingest_batch", "select, insert, update");
        migration.Wall("import", "select, insert, update");
        migration.Wall("import_chunk", "select, insert, delete");
        migration.Wall("import_conflict", "select, insert, delete");
        migration.Wall("import_template", "select, insert, update, delete");

        // Without update and delete, history can only grow.
        migration.Wall("audit_event", "select, insert");
        migration.Wall("kpi_point_change", "select, insert");

        migration.Sql(
            """
            grant select, insert on nexus.master_key to nexus_app;
            grant select on nexus.schema_migration to nexus_app;
            grant usage on sequence nexus.workspace_workspace_id_seq to nexus_app;

            alter table nexus.kpi_point drop constraint pk_kpi_point;
            alter table nexus.kpi_point
                add constraint pk_kpi_point primary key (workspace_id, series_id, ts) include (value);
            -- Keeps the visibility map fresh after inserts, which index-only scans live on.
            alter table nexus.kpi_point
                set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);
            -- Chunks arrive deflated; a second compression would only cost time.
            alter table nexus.import_chunk alter column content set storage external;
            """
        );

        migration.Sql("grant usage on schema nexus to nexus_directory;");
        migration.DirectoryMayRead("api_key", "workspace_id, key_id, key_hash");
        migration.DirectoryMayRead("workspace", "workspace_id, public_id");
        migration.DirectoryFunction(
            "find_api_key(hash bytea)",
            "table (workspace_id int, key_id uuid)",
            "select k.workspace_id, k.key_id from nexus.api_key k where k.key_hash = hash"
        );
        migration.DirectoryFunction(
            "find_workspace(id uuid)",
            "int",
            "select w.workspace_id from nexus.workspace w where w.public_id = id"
        );
        migration.DirectoryFunction("first_workspace()", "int", "select min(w.workspace_id) from nexus.workspace w");
    }
}
