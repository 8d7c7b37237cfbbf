using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Whether roles let somebody in, and with which of the operator's keys.</summary>
internal static class RoleLogin
{
    /// <summary>Whether the server takes the connection string's password.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public static async Task<bool> SucceedsAsync(string login, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(login) { Pooling = false }.ConnectionString
            );
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e)
            when (e.SqlState
                    is PostgresErrorCodes.InvalidPassword
                        or PostgresErrorCodes.InvalidAuthorizationSpecification
            )
        {
            return false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Known, but not allowed into this database yet.
            return true;
        }
    }

    /// <summary>
    /// The password that a role has right now: while keys are rotated it changes at a moment that running nodes are not told.
    /// </summary>
    /// <param name="login">Server and role.</param>
    public static async ValueTask<string> PasswordAsync(
        NpgsqlConnectionStringBuilder login,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var candidates = keys.All.Select(key => DatabaseRoles.Password(key, login.Username!)).ToList();
        foreach (var candidate in candidates.SkipLast(1))
        {
            var attempt = new NpgsqlConnectionStringBuilder(login.ConnectionString) { Password = candidate };
            if (await SucceedsAsync(attempt.ConnectionString, cancellationToken))
                return candidate;
        }
        return candidates[^1];
    }
}
