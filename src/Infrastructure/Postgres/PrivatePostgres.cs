using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>How a private server is started.</summary>
/// <param name="DataFolder">The data folder of Nexus; the server's files live below it.</param>
public sealed record PrivatePostgresOptions(string DataFolder)
{
    /// <summary>False trades safety against power cuts for speed: for tests and benchmarks alone.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>True leaves the server running when its starter ends.</summary>
    public bool Detached { get; init; }

    /// <summary>Folder of the server's programs, or null to search for them.</summary>
    public string? BinariesFolder { get; init; } = Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable);

    /// <summary>Takes lines for the console: what is installed, and where files are kept.</summary>
    public Action<string> Say { get; init; } = _ => { };
}

/// <summary>
/// A PostgreSQL server of Nexus's own, reachable over a Unix socket only. Starting it where it runs already adopts it.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>The superuser of the private server.</summary>
    public const string Administrator = "postgres";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    private readonly ServerFolder _folder;
    private readonly ServerCluster _cluster;
    private readonly string _password;
    private readonly TimeProvider _clock;
    private FileLock? _starter;

    private PrivatePostgres(ServerFolder folder, ServerCluster cluster, string password, TimeProvider clock)
    {
        _folder = folder;
        _cluster = cluster;
        _password = password;
        _clock = clock;
    }

    /// <summary>Whether the server was running before.</summary>
    public bool Adopted { get; private set; }

    /// <summary>Whether disposing this stops the server: it was started here, or whoever started it is dead.</summary>
    public bool StopsWithUs => _starter is not null;

    /// <summary>Starts the server, or adopts the one that runs over the folder.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="clock">Measures the waits.</param>
    /// <exception cref="StartupException">It cannot be started; the line says why and what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (OperatingSystem.IsWindows())
            throw new StartupException(
                "On Windows, Nexus starts no database of its own. Name a PostgreSQL server in ConnectionStrings__Nexus."
            );

        var folder = ServerFolder.Open(options.DataFolder);
        using var gate = await FileLock.TakeAsync(folder.StartLock, LockPatience, clock, cancellationToken);
        var binaries = await new PostgresInstaller(options.BinariesFolder, options.Say).EnsureAsync(
            folder.Major,
            cancellationToken
        );
        var account = ServiceAccount.Choose();
        folder = await folder.PrepareAsync(account, options.Say, cancellationToken);
        var password = await folder.ReadPasswordAsync(cancellationToken);
        var cluster = new ServerCluster(folder, binaries, account, options.Durable, clock);
        var server = new PrivatePostgres(folder, cluster, password, clock);

        if (!options.Detached)
            server._starter = FileLock.TryTake(folder.StarterLock);
        try
        {
            server.Adopted = await cluster.EnsureRunningAsync(
                server.AdministratorConnectionString(),
                cancellationToken
            );
            return server;
        }
        catch
        {
            await server.ReleaseAsync();
            throw;
        }
    }

    /// <summary>Whether a server has been created for the data folder.</summary>
    public static bool Exists(string dataFolder) => ServerFolder.Locate(dataFolder).Major is not null;

    /// <summary>Why a server could not be reached in that data folder for the length of its path, or null.</summary>
    public static string? SocketProblem(string dataFolder) => ServerFolder.Locate(dataFolder).SocketProblem();

    /// <summary>A connection string for a role of this server.</summary>
    public string ConnectionString(string database, string role, string password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _folder.Server,
            Database = database,
            Username = role,
            Password = password,
        }.ConnectionString;

    /// <summary>A connection string for the superuser: for setting up roles and databases, never for serving.</summary>
    public string AdministratorConnectionString(string database = "postgres") =>
        ConnectionString(database, Administrator, _password);

    /// <summary>Removes a server with all that it stores, also where one still runs whose starter was killed.</summary>
    /// <param name="options">Of the folder; one without a server is left as it is.</param>
    public static async Task RemoveAsync(
        PrivatePostgresOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!Exists(options.DataFolder))
            return;
        await using (var remains = await StartAsync(options, clock, cancellationToken))
            await remains.StopAsync(cancellationToken);
        Directory.Delete(ServerFolder.Locate(options.DataFolder).Server, recursive: true);
    }

    /// <summary>Stops the server, disconnecting whoever uses it. Does nothing where it does not run.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _cluster.StopAsync(cancellationToken);

    /// <summary>Stops the server where <see cref="StopsWithUs"/> says so.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_starter is null)
            return;
        // Nobody may adopt a server that is about to stop.
        using var gate = await FileLock.TakeAsync(_folder.StartLock, LockPatience, _clock, CancellationToken.None);
        await ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        if (_starter is null)
            return;
        await StopAsync(CancellationToken.None);
        _starter.Dispose();
        _starter = null;
    }
}
