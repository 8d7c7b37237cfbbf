using System.Security.Cryptography;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage;
using Nexus.Migrations;
using Npgsql;

namespace Nexus.Testing.Postgres;

/// <summary>
/// One private server for every test process of a user. The first to come starts it and the last to leave stops it; each
/// test class gets a database of its own, cloned from a migrated template.
/// </summary>
public sealed class TestPostgres
{
    /// <summary>Names another folder than the user's, for a run that wants a server of its own.</summary>
    public const string FolderVariable = "NEXUS_TEST_DATA";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<TestPostgres>> Shared = new(StartAsync);

    private readonly PrivatePostgres _server;
    private readonly string _template;
    private FileLock? _lease;
    private int _databases;

    private TestPostgres(PrivatePostgres server, FileLock lease)
    {
        _server = server;
        _lease = lease;
        // Another schema is another template: worktrees share the server.
        var versions = new[] { typeof(SchemaMigration), typeof(NexusDb) }.Select(type => type.Module.ModuleVersionId);
        _template = $"nexus_template_{Hash(string.Join('-', versions))}";
    }

    /// <summary>The key that the roles' passwords follow from in tests, as <c>NEXUS_MASTER_KEY</c> has it.</summary>
    public static string MasterKeyText { get; } = Convert.ToBase64String(SHA256.HashData("nexus tests"u8));

    /// <inheritdoc cref="MasterKeyText" />
    public static MasterKey MasterKey { get; } = MasterKey.TryParse(MasterKeyText)!;

    private static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable)
        ?? Path.Combine(Path.GetTempPath(), $"nexus-tests-{Environment.UserName}");

    /// <summary>The server, started where it does not run.</summary>
    public static Task<TestPostgres> GetAsync() => Shared.Value;

    /// <summary>Connection string of the superuser; what a test proves with it says nothing about the walls.</summary>
    public string Administrator(string database = "postgres") => _server.AdministratorConnectionString(database);

    /// <summary>A fresh database at the current schema.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateDatabaseAsync($"template {_template}");

    /// <summary>A fresh database without schema or grants.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateDatabaseAsync("");

    /// <summary>Runs one statement as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(Administrator(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <remarks>Every drop is a checkpoint of the whole server: what goes with a run's own folder is left to it.</remarks>
    internal async Task DropAsync(string database)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is null)
            await ExecuteAsync($"drop database if exists {database} with (force)");
    }

    private static async Task<TestPostgres> StartAsync()
    {
        var users = Path.Combine(Directory.CreateDirectory(Folder).FullName, "users.lock");
        var alone = FileLock.TryTake(users);
        TestPostgres tests;
        try
        {
            var server = await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions(Folder) { Durable = false, Detached = true },
                TimeProvider.System,
                CancellationToken.None
            );
            if (alone is not null)
                await DropRemainsAsync(server);
            alone?.Dispose();
            alone = null;
            var lease = await FileLock.TakeAsync(
                users,
                Patience,
                TimeProvider.System,
                CancellationToken.None,
                shared: true
            );
            tests = new TestPostgres(server, lease);
        }
        finally
        {
            alone?.Dispose();
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => tests.Leave(users);
        await tests.EnsureTemplateAsync();
        return tests;
    }

    /// <summary>Databases of runs that were killed, and templates of other schemas.</summary>
    private static async Task DropRemainsAsync(PrivatePostgres server)
    {
        await using var source = NpgsqlDataSource.Create(server.AdministratorConnectionString());
        var names = new List<string>();
        await using (var find = source.CreateCommand("select datname from pg_database where datname like 'nexus\\_%'"))
        await using (var found = await find.ExecuteReaderAsync())
        {
            while (await found.ReadAsync())
                names.Add(found.GetString(0));
        }
        foreach (var name in names)
        {
            await using var unmark = source.CreateCommand($"alter database {name} is_template false");
            await unmark.ExecuteNonQueryAsync();
            await using var drop = source.CreateCommand($"drop database {name} with (force)");
            await drop.ExecuteNonQueryAsync();
        }
    }

    private async Task EnsureTemplateAsync()
    {
        await using var connection = new NpgsqlConnection(Administrator());
        await connection.OpenAsync();
        await using var take = new NpgsqlCommand("select pg_advisory_lock(hashtext('nexus tests'))", connection);
        await take.ExecuteNonQueryAsync();
        await using var look = new NpgsqlCommand(
            "select datistemplate from pg_database where datname = $1",
            connection
        );
        look.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _template });
        var made = await look.ExecuteScalarAsync();
        if (made is true)
            return;
        if (made is false)
            await ExecuteAsync($"drop database {_template} with (force)");

        await ExecuteAsync($"create database {_template}");
        var roles = await RoleBootstrap.ApplyAsync(
            Administrator(_template),
            MasterKey,
            ownsServer: true,
            CancellationToken.None
        );
        await using (var owner = NpgsqlDataSource.Create(roles.Owner!))
            await SchemaMigration.ApplyAsync(owner, CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"alter database {_template} is_template true");
    }

    private async Task<TestDatabase> CreateDatabaseAsync(string from)
    {
        var name = $"nexus_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"create database {name} {from}");
        await ExecuteAsync($"grant create on database {name} to {DatabaseRoles.Owner}");
        return new TestDatabase(this, name);
    }

    private void Leave(string users)
    {
        _lease?.Dispose();
        _lease = FileLock.TryTake(users);
        // The signal is on its way when the call returns; this process cannot wait for more while it ends.
        if (_lease is not null)
            _ = _server.StopAsync(CancellationToken.None);
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..12];
}
