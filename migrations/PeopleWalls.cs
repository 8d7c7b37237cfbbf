using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>
/// What people add to the tables of the model. People and their sessions belong to no workspace: a wall of their own stands
/// between them. Memberships and invitations belong to a workspace, and stand behind its wall like everything else.
/// </summary>
internal static class PeopleWalls
{
    public static void Build(MigrationBuilder migration)
    {
        migration.PersonWall("person", "select, insert, update");
        migration.PersonWall("person_session", "select, insert, update, delete");
        migration.Wall("membership", "select, insert, update, delete");
        migration.Wall("invitation", "select, insert, update");
        migration.Sql("grant select, insert, update on nexus.protection_key to nexus_app;");

        migration.DirectoryMayRead("person", "person_id, name, email, email_key");
        migration.DirectoryMayRead("person_session", "person_id, token_hash");
        migration.DirectoryMayRead("membership", "workspace_id, person_id, role");
        migration.DirectoryMayRead("invitation", "workspace_id, token_hash");
        migration.Sql("grant select (name) on nexus.workspace to nexus_directory;");

        migration.DirectoryFunction(
            "find_person(key text)",
            "uuid",
            "select p.person_id from nexus.person p where p.email_key = key"
        );
        migration.DirectoryFunction(
            "find_session(hash bytea)",
            "uuid",
            "select s.person_id from nexus.person_session s where s.token_hash = hash"
        );
        migration.DirectoryFunction(
            "find_invitation(hash bytea)",
            "int",
            "select i.workspace_id from nexus.invitation i where i.token_hash = hash"
        );
        migration.DirectoryFunction(
            "joined_workspaces()",
            "table (workspace_id int, public_id uuid, name text, role text)",
            """
            select w.workspace_id, w.public_id, w.name, m.role
            from nexus.membership m join nexus.workspace w on w.workspace_id = m.workspace_id
            where m.person_id = (select nullif(current_setting('nexus.person_id', true), '')::uuid)
            """
        );
        migration.DirectoryFunction(
            "workspace_people()",
            "table (person_id uuid, name text, email text)",
            """
            select p.person_id, p.name, p.email
            from nexus.membership m join nexus.person p on p.person_id = m.person_id
            where m.workspace_id = (select nullif(current_setting('nexus.workspace_id', true), '')::int)
            """
        );
    }
}
