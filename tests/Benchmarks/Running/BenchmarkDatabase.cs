using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Migrations;
using Npgsql;

namespace Nexus.Benchmarks.Running;

/// <summary>
/// A private server with the settings of <c>nexus up</c>, safe against power cuts as there, and a migrated database on it.
/// Disposing it removes both.
/// </summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private const string FolderVariable = "NEXUS_BENCH_DATA";
    private const int Tries = 5;

    private readonly PrivatePostgres _server;
    private readonly FileLock _alone;
    private readonly string _folder;

    private BenchmarkDatabase(PrivatePostgres server, FileLock alone, string folder, MasterKey key)
    {
        _server = server;
        _alone = alone;
        _folder = folder;
        MasterKey = key;
        Administrator = server.AdministratorConnectionString(DatabaseSetup.Database);
        Superuser = NpgsqlDataSource.Create(Administrator);
    }

    /// <summary>Connection string of the superuser: to arrange, and for the baselines that go without a wall.</summary>
    public string Administrator { get; }

    /// <summary>The superuser's pool.</summary>
    public NpgsqlDataSource Superuser { get; }

    public MasterKey MasterKey { get; }

    /// <summary>Connections of Nexus's own roles, as the product makes them.</summary>
    public DatabaseConnections Connections { get; private set; } = null!;

    /// <summary>The folder for files of the run; gone with the database.</summary>
    public string Folder => _folder;

    /// <param name="say">Takes lines for the console.</param>
    /// <exception cref="StartupException">It cannot be started, or another run has the folder.</exception>
    public static async Task<BenchmarkDatabase> StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var given = Environment.GetEnvironmentVariable(FolderVariable);
        var folder = Path.GetFullPath(string.IsNullOrEmpty(given) ? ".nexus-bench" : given);
        CreateFolder(folder);
        var alone =
            FileLock.TryTake(Path.Combine(folder, "bench.lock"))
            ?? throw new StartupException(
                $"Another benchmark runs in {folder}. Wait for it, or name another folder in {FolderVariable}."
            );
        var options = new PrivatePostgresOptions(folder) { Say = say };
        await PrivatePostgres.RemoveAsync(options, TimeProvider.System, cancellationToken);
        var server = await PrivatePostgres.StartAsync(options, TimeProvider.System, cancellationToken);
        var database = new BenchmarkDatabase(server, alone, folder, MasterKeySource.ReadOrGenerate(folder));
        try
        {
            await database.PrepareAsync(cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements as the superuser, without a limit of time.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Superuser.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Asks for one value as the superuser.</summary>
    public async Task<T> AskAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Superuser.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Empties the tables of Nexus and writes everything out, so that each measurement begins alike.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; !await TryEmptyAsync(last: tries == Tries, cancellationToken); tries++) { }
        await SettleAsync(cancellationToken);
    }

    /// <returns>False where a node that looks for work, and reads tables in an order of its own, stood in the way.</returns>
    private async Task<bool> TryEmptyAsync(bool last, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(
                """
                do $$ begin
                    execute (select 'truncate ' || string_agg(format('nexus.%I', tablename), ', ') from pg_tables
                             where schemaname = 'nexus' and tablename not in ('schema_migration', 'master_key'));
                end $$
                """,
                cancellationToken
            );
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && !last)
        {
            return false;
        }
    }

    /// <summary>Writes out what earlier work has left in memory, so that no side pays for another's.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => ExecuteAsync("checkpoint", cancellationToken);

    /// <summary>Stops the server as an operator does, whoever uses it, and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _server.StopAsync(cancellationToken);
        // Left running by this start: whoever started it first stops it in the end.
        var again = new PrivatePostgresOptions(_folder) { Detached = true };
        await using var started = await PrivatePostgres.StartAsync(again, TimeProvider.System, cancellationToken);
        NpgsqlConnection.ClearAllPools();
        Superuser.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Superuser.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        _alone.Dispose();
        Remove(_folder);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Connections = await DatabaseSetup.FromPrivateAsync(_server, MasterKey, cancellationToken);
        await using var owner = NpgsqlDataSource.Create(Connections.Owner!);
        await SchemaMigration.ApplyAsync(owner, cancellationToken);
    }

    private static void CreateFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        // The server's account, where it is another one, has to pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                folder,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute
            );
    }

    /// <summary>Removes the data folder of a private server that has ended, and the server's files wherever they are.</summary>
    public static void Remove(string folder)
    {
        var server = ServerFolder.Locate(folder).Server;
        if (Directory.Exists(server))
            Directory.Delete(server, recursive: true);
        Directory.Delete(folder, recursive: true);
    }
}
