using Nexus.Infrastructure.Postgres;
using Npgsql;
using Xunit;

namespace Nexus.Testing.Postgres;

/// <summary>A migrated database for one test class (<c>IClassFixture</c>) or collection.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private TestDatabase? _database;

    public TestDatabase Database =>
        _database ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Connection strings of Nexus's own roles.</summary>
    public DatabaseConnections Connections => Database.Connections;

    /// <summary>The pool of the unprivileged role that Nexus serves with.</summary>
    public NpgsqlDataSource App => Database.App;

    /// <summary>The pool of the role that owns the schema.</summary>
    public NpgsqlDataSource Owner => Database.Owner;

    public async Task InitializeAsync() => _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
