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
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OrphanPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PrivatePostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly ServerFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServiceAccount? _account;
    private readonly string _password;
    private FileLock? _starter;

    private PrivatePostgres(
        PrivatePostgresOptions options,
        TimeProvider clock,
        ServerFolder folder,
        PostgresBinaries binaries,
        ServiceAccount? account,
        string password
    )
    {
        _options = options;
        _clock = clock;
        _folder = folder;
        _binaries = binaries;
        _account = account;
        _password = password;
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
        var server = new PrivatePostgres(options, clock, folder, binaries, account, password);

        if (!options.Detached)
            server._starter = FileLock.TryTake(folder.StarterLock);
        try
        {
            await server.AdoptOrLaunchAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
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

    /// <summary>Stops the server, disconnecting whoever uses it. Does nothing where it does not run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(_folder.Data, "postmaster.pid")))
            return;
        await RunAsync("pg_ctl", ["stop", "-D", _folder.Data, "-m", "fast", "-w", "-t", "60"], cancellationToken);
    }

    /// <summary>Stops the server where <see cref="StopsWithUs"/> says so.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_starter is null)
            return;
        await StopAsync(CancellationToken.None);
        _starter.Dispose();
        _starter = null;
    }

    private async Task AdoptOrLaunchAsync(CancellationToken cancellationToken)
    {
        if (_folder.Major is null)
            await CreateClusterAsync(cancellationToken);
        var data = await _folder.PhysicalDataAsync(_account, cancellationToken);
        Adopted = await AdoptAsync(data, cancellationToken);
        if (Adopted)
            return;
        await ClearRemainsAsync(data, cancellationToken);
        await LaunchAsync(cancellationToken);
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        // Made beside its place and then renamed, so that an interrupted start leaves no half of a cluster.
        var draft = _folder.Data + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        string[] sync = _options.Durable ? [] : ["--no-sync"];
        var made = await RunAsync(
            "initdb",
            [
                "-D",
                draft,
                "-U",
                Administrator,
                $"--pwfile={_folder.PasswordPath}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--lc-collate=C",
                $"--lc-ctype={(OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8")}",
                "--lc-messages=C",
                "--lc-monetary=C",
                "--lc-numeric=C",
                "--lc-time=C",
                .. sync,
            ],
            cancellationToken
        );
        if (!made.Succeeded)
            throw new StartupException($"The database cannot be created in {_folder.Server}: {made.LastLine}");
        Directory.Move(draft, _folder.Data);
    }

    /// <summary>Waits for a running server to answer; false where none runs, or the one that ran has ended meanwhile.</summary>
    private async Task<bool> AdoptAsync(string data, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (ServerProcesses.RecordedId(data) is { } id && ServerProcesses.IsServer(id, data))
        {
            if (await AnswersAsync(cancellationToken))
                return true;
            if (_clock.GetElapsedTime(started) > ReadyPatience)
                throw new StartupException(
                    $"The PostgreSQL server {id} over {data} does not answer. See {_folder.Log}."
                );
            await Task.Delay(Pause, _clock, cancellationToken);
        }
        return false;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(AdministratorConnectionString())
                {
                    Pooling = false,
                    Timeout = 5,
                }.ConnectionString
            );
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new StartupException(
                $"The server over {_folder.Server} refuses the password in {_folder.PasswordPath}. Put the right one there, or choose another folder with --data."
            );
        }
        catch (NpgsqlException)
        {
            // Starting up, recovering or shutting down.
            return false;
        }
    }

    /// <summary>Makes way after a server that was killed, or whose process id now belongs to someone else.</summary>
    private async Task ClearRemainsAsync(string data, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (ServerProcesses.AnyIn(data))
        {
            if (_clock.GetElapsedTime(started) > OrphanPatience)
                throw new StartupException(
                    $"Processes of a killed PostgreSQL server still use {data}. End them, then try again."
                );
            await Task.Delay(Pause, _clock, cancellationToken);
        }

        // PostgreSQL takes any living process, even a zombie, for its predecessor. Nobody works in the folder any more.
        if (ServerProcesses.RecordedId(data) is { } id && ServerProcesses.IsTaken(id))
            File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var from = LogLength();
            var outcome = await RunAsync(
                "pg_ctl",
                [
                    "start",
                    "-D",
                    _folder.Data,
                    "-l",
                    _folder.Log,
                    "-w",
                    "-t",
                    "600",
                    "-o",
                    PostgresSettings.ServerOptions(_folder.Server, _options.Durable),
                ],
                cancellationToken
            );
            if (outcome.Succeeded)
                return;

            var reason = await ReasonAsync(from, cancellationToken) ?? outcome.LastLine;
            var passes =
                reason.Contains("shared memory", StringComparison.Ordinal)
                || reason.Contains("lock file", StringComparison.Ordinal);
            if (!passes || _clock.GetElapsedTime(started) > OrphanPatience)
                throw new StartupException(
                    $"PostgreSQL does not start over {_folder.Data}: {reason} See {_folder.Log}."
                );
            await Task.Delay(Pause, _clock, cancellationToken);
        }
    }

    private long LogLength() => File.Exists(_folder.Log) ? new FileInfo(_folder.Log).Length : 0;

    /// <summary>The last fatal line that the server has logged since, without its timestamp.</summary>
    private async Task<string?> ReasonAsync(long from, CancellationToken cancellationToken)
    {
        if (!File.Exists(_folder.Log))
            return null;
        await using var log = File.OpenRead(_folder.Log);
        log.Seek(Math.Min(from, log.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        var fatal = Array.FindLast(lines, line => line.Contains("FATAL:", StringComparison.Ordinal));
        return fatal?[(fatal.IndexOf("FATAL:", StringComparison.Ordinal) + "FATAL:".Length)..].Trim();
    }

    private Task<PostgresProcess.Outcome> RunAsync(
        string tool,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    ) => PostgresProcess.RunAsync(_binaries.Tool(tool), arguments, _folder.Server, _account, cancellationToken);
}
