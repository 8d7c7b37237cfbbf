using Xunit;

namespace Nexus.Testing.Postgres;

/// <summary>A migrated database for one test class whose time a test moves (<c>IClassFixture</c>).</summary>
public sealed class MovableDatabase : IAsyncLifetime
{
    private TestDatabase? _database;

    public TestDatabase Database =>
        _database ?? throw new InvalidOperationException("The fixture has not been started.");

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await DatabaseClock.InstallAsync(_database);
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
