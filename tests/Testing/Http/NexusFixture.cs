using Nexus.Testing.Postgres;
using Xunit;

namespace Nexus.Testing.Http;

/// <summary>A node on a database of its own, with the first workspace, for one test class (<c>IClassFixture</c>).</summary>
public sealed class NexusFixture : IAsyncLifetime
{
    private TestDatabase? _database;
    private RunningNexus? _node;

    public TestDatabase Database =>
        _database ?? throw new InvalidOperationException("The fixture has not been started.");

    public RunningNexus Node => _node ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>The first workspace's key, with every scope.</summary>
    public string OperatorKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _node = await RunningNexus.StartAsync(_database);
        OperatorKey = (await _node.FirstKeyAsync())!;
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
