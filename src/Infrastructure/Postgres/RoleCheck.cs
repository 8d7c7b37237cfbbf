using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Makes sure that the role Nexus serves with is held by row-level security.</summary>
public static class RoleCheck
{
    /// <summary>What is too much about the role, and about every role it could become.</summary>
    private const string Question = """
        select r.rolname::text,
               concat_ws(', ',
                   case when r.rolsuper then 'is a superuser' end,
                   case when r.rolbypassrls then 'bypasses row-level security' end,
                   case when r.rolcreaterole then 'may create roles' end,
                   case when r.rolreplication then 'may replicate' end,
                   case when exists (select from pg_class c
                                     where c.relnamespace = to_regnamespace('nexus') and c.relowner = r.oid)
                        then 'owns tables of the schema nexus' end,
                   case when exists (select from pg_namespace n where n.nspname = 'nexus' and n.nspowner = r.oid)
                        then 'owns the schema nexus' end),
               r.rolname = session_user
        from pg_roles r
        where pg_has_role(session_user, r.oid, 'MEMBER')
        order by r.rolname <> session_user, r.rolname
        """;

    /// <summary>Refuses a role that is more than it needs to be.</summary>
    /// <param name="pool">The pool to check.</param>
    /// <exception cref="StartupException">The role could see or change rows of a workspace that is not set.</exception>
    public static async Task VerifyAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        await using var connection = await pool.OpenConnectionAsync(cancellationToken);
        await using var ask = new NpgsqlCommand(Question, connection);
        await using var roles = await ask.ExecuteReaderAsync(cancellationToken);
        while (await roles.ReadAsync(cancellationToken))
        {
            var (name, excess, itself) = (roles.GetString(0), roles.GetString(1), roles.GetBoolean(2));
            if (excess.Length > 0)
                throw new StartupException(
                    $"Nexus does not serve with the database role {connection.UserName}: "
                        + (itself ? $"it {excess}. " : $"it is a member of {name}, which {excess}. ")
                        + $"Use a role without these rights, such as {DatabaseRoles.App}."
                );
        }
    }
}
