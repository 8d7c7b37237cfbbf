using System.Globalization;
using Npgsql;

namespace Nexus.Testing.Postgres;

/// <summary>Makes <c>now()</c> in a test's database the time of the test's clock, in statements and in the function that claims.</summary>
/// <remarks>
/// A schema that is searched before PostgreSQL's own has a function of that name. Whatever is stored by Nexus names its
/// schema, so nothing else is found there.
/// </remarks>
public static class DatabaseClock
{
    private static string Schema(string database) =>
        $"""
            create schema moved;
            create table moved.clock (at timestamptz not null);
            insert into moved.clock values (pg_catalog.now());
            create function moved.now() returns timestamptz language sql stable as 'select at from moved.clock';
            grant usage on schema moved to public;
            grant select on moved.clock to public;
            alter database {database} set search_path = moved, pg_catalog;
            alter function nexus.claim_syncs(text, text, int, interval, int, smallint) set search_path = moved, pg_catalog;
            """;

    /// <summary>Call it before anything else opens a connection to the database.</summary>
    public static Task InstallAsync(TestDatabase database) => ExecuteAsync(database, Schema(database.Name));

    public static Task SetAsync(TestDatabase database, DateTimeOffset now) =>
        ExecuteAsync(
            database,
            string.Create(CultureInfo.InvariantCulture, $"update moved.clock set at = '{now.UtcDateTime:O}'")
        );

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Administrator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
