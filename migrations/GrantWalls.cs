using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexus.Migrations;

/// <summary>What grants add to the tables of the model: walls, and what is asked across workspaces.</summary>
internal static class GrantWalls
{
    public static void Build(MigrationBuilder migration)
    {
        migration.Wall("oauth_grant", "select, insert, update, delete");
        migration.Wall("oauth_state", "select, insert, update, delete");

        migration.DirectoryMayRead("oauth_state", "workspace_id, state_hash");
        migration.DirectoryFunction(
            "find_oauth_state(hash bytea)",
            "int",
            "select s.workspace_id from nexus.oauth_state s where s.state_hash = hash"
        );

        migration.DirectoryMayRead("oauth_grant", "public_id, client_id, subject, ended_at");
        migration.DirectoryFunction(
            "has_other_grant(of_client text, of_subject text, besides uuid)",
            "boolean",
            """
            select exists (select from nexus.oauth_grant g
                           where g.client_id = of_client and g.subject = of_subject and g.public_id <> besides
                             and g.ended_at is null)
            """
        );
    }
}
