using Nexus.Infrastructure.Postgres;
using Npgsql;
using Xunit;

namespace Nexus.Testing.Postgres;

/// <summary>A server of one test class's own, for tests that change roles or that kill it.</summary>
public sealed class OwnServer : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private PrivatePostgres? _server;
    private int _databases;

    public PrivatePostgres Server =>
        _server ?? throw new InvalidOperationException("The fixture has not been started.");

    public async Task InitializeAsync() =>
        _server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions(_folder.Path) { Durable = false },
            TimeProvider.System,
            CancellationToken.None
        );

    /// <summary>Connection string of the superuser for a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"empty_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(Server.AdministratorConnectionString(), $"create database {name}");
        return Server.AdministratorConnectionString(name);
    }

    /// <summary>Runs one statement.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks for one value.</summary>
    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
