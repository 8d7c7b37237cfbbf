using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>The one place that writes row-level security policies, so that all tables carry the same.</summary>
internal static class TenantWall
{
    /// <summary>True for rows of the workspace that the transaction has set, and for none where it has set none.</summary>
    public const string Condition =
        "workspace_id = (select nullif(current_setting('nexus.workspace_id', true), '')::int)";

    /// <summary>True for rows of the person that the transaction has set, and for none where it has set none.</summary>
    public const string PersonCondition =
        "person_id = (select nullif(current_setting('nexus.person_id', true), '')::uuid)";

    /// <summary>Puts a table behind the wall and grants the application what it may do there.</summary>
    /// <param name="grants">Such as <c>select, insert</c>; never truncate, references or trigger, which the wall does not see.</param>
    public static void Wall(this MigrationBuilder migration, string table, string grants) =>
        migration.Wall(table, grants, "workspace", Condition);

    /// <summary>Puts a table of people's own rows behind the wall between people.</summary>
    /// <inheritdoc cref="Wall(MigrationBuilder, string, string)" path="/param" />
    public static void PersonWall(this MigrationBuilder migration, string table, string grants) =>
        migration.Wall(table, grants, "person", PersonCondition);

    private static void Wall(
        this MigrationBuilder migration,
        string table,
        string grants,
        string name,
        string condition
    ) =>
        migration.Sql(
            $"""
            alter table nexus.{table} enable row level security;
            alter table nexus.{table} force row level security;
            create policy {name}_wall on nexus.{table} as permissive for all to nexus_app
                using ({condition}) with check ({condition});
            create policy {name}_guard on nexus.{table} as restrictive for all to nexus_app
                using ({condition}) with check ({condition});
            grant {grants} on nexus.{table} to nexus_app;
            """
        );

    /// <summary>
    /// Creates a function that answers one id before a workspace is known. It runs as <c>nexus_directory</c>, a role that
    /// nobody can log in as and that sees only the columns it is granted.
    /// </summary>
    public static void DirectoryFunction(
        this MigrationBuilder migration,
        string signature,
        string returns,
        string body
    ) =>
        migration.Sql(
            $"""
            create function nexus.{signature} returns {returns}
                language sql stable security definer set search_path = '' as $body$ {body} $body$;
            revoke all on function nexus.{signature} from public;
            grant execute on function nexus.{signature} to nexus_app;
            grant create on schema nexus to nexus_directory;
            alter function nexus.{signature} owner to nexus_directory;
            revoke create on schema nexus from nexus_directory;
            """
        );

    /// <summary>Lets the directory role read the named columns of every workspace.</summary>
    public static void DirectoryMayRead(this MigrationBuilder migration, string table, string columns) =>
        migration.Sql(
            $"""
            create policy directory_lookup on nexus.{table} for select to nexus_directory using (true);
            grant select ({columns}) on nexus.{table} to nexus_directory;
            """
        );

    /// <summary>
    /// Creates a function that claims work of every workspace for a node. It runs as <c>nexus_directory</c> and only
    /// <c>nexus_dispatcher</c> may call it.
    /// </summary>
    public static void DispatchFunction(
        this MigrationBuilder migration,
        string signature,
        string returns,
        string body
    ) =>
        migration.Sql(
            $"""
            create function nexus.{signature} returns {returns} {Definer(body)};
            revoke all on function nexus.{signature} from public;
            grant execute on function nexus.{signature} to nexus_dispatcher;
            grant create on schema nexus to nexus_directory;
            alter function nexus.{signature} owner to nexus_directory;
            revoke create on schema nexus from nexus_directory;
            """
        );

    /// <summary>Gives a claiming function another body; its owner and who may call it stay.</summary>
    public static void ReplaceDispatchFunction(
        this MigrationBuilder migration,
        string signature,
        string returns,
        string body
    ) => migration.Sql($"create or replace function nexus.{signature} returns {returns} {Definer(body)};");

    /// <summary>Lets the claiming functions see the named columns of every workspace's rows and set the leases.</summary>
    public static void DispatchTable(this MigrationBuilder migration, string table, string writable, string readable) =>
        migration.Sql(
            $"""
            create policy dispatch on nexus.{table} for all to nexus_directory using (true) with check (true);
            grant select ({readable}) on nexus.{table} to nexus_directory;
            grant update ({writable}) on nexus.{table} to nexus_directory;
            """
        );

    private static string Definer(string body) =>
        $"language sql volatile security definer set search_path = '' as $body$ {body} $body$";
}
