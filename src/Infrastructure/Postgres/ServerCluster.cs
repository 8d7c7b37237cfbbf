using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>The files of one server and the process over them, whatever state an earlier one has left them in.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="binaries">Of the version that wrote them.</param>
/// <param name="account">Whom the server runs as; null is the current user.</param>
/// <param name="durable">False gives up safety against power cuts.</param>
internal sealed class ServerCluster(
    ServerFolder folder,
    PostgresBinaries binaries,
    ServiceAccount? account,
    bool durable,
    TimeProvider clock
)
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OrphanPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Creates the cluster where there is none, and starts the server where it does not run.</summary>
    /// <param name="administrator">Connection string that a server over the folder must let in.</param>
    /// <returns>Whether it was running already.</returns>
    /// <exception cref="StartupException">It cannot be started.</exception>
    public async Task<bool> EnsureRunningAsync(string administrator, CancellationToken cancellationToken)
    {
        if (folder.Major is null)
            await CreateClusterAsync(cancellationToken);
        var data = await folder.PhysicalDataAsync(account, cancellationToken);
        if (await AdoptAsync(administrator, data, cancellationToken))
            return true;
        await ClearRemainsAsync(data, cancellationToken);
        await LaunchAsync(cancellationToken);
        return false;
    }

    /// <summary>Stops the server, disconnecting whoever uses it. Does nothing where it does not run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(folder.Data, "postmaster.pid")))
            await RunAsync("pg_ctl", ["stop", "-D", folder.Data, "-m", "fast", "-w", "-t", "60"], cancellationToken);
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        // Made beside its place and then renamed, so that an interrupted start leaves no half of a cluster.
        var draft = folder.Data + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        string[] sync = durable ? [] : ["--no-sync"];
        var made = await RunAsync(
            "initdb",
            [
                "-D",
                draft,
                "-U",
                PrivatePostgres.Administrator,
                $"--pwfile={folder.PasswordPath}",
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
            throw new StartupException($"The database cannot be created in {folder.Server}: {made.LastLine}");
        Directory.Move(draft, folder.Data);
    }

    /// <summary>Waits for a running server to answer; false where none runs, or the one that ran has ended meanwhile.</summary>
    private async Task<bool> AdoptAsync(string administrator, string data, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (ServerProcesses.RecordedId(data) is { } id && ServerProcesses.IsServer(id, data))
        {
            if (await AnswersAsync(administrator, cancellationToken))
                return true;
            if (clock.GetElapsedTime(started) > ReadyPatience)
                throw new StartupException(
                    $"The PostgreSQL server {id} over {data} does not answer. See {folder.Log}."
                );
            await Task.Delay(Pause, clock, cancellationToken);
        }
        return false;
    }

    private async Task<bool> AnswersAsync(string administrator, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(administrator) { Pooling = false, Timeout = 5 }.ConnectionString
            );
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new StartupException(
                $"The server over {folder.Server} refuses the password in {folder.PasswordPath}. Put the right one there, or choose another folder with --data."
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
        var started = clock.GetTimestamp();
        while (ServerProcesses.AnyIn(data))
        {
            if (clock.GetElapsedTime(started) > OrphanPatience)
                throw new StartupException(
                    $"Processes of a killed PostgreSQL server still use {data}. End them, then try again."
                );
            await Task.Delay(Pause, clock, cancellationToken);
        }

        // PostgreSQL takes any living process, even a zombie, for its predecessor. Nobody works in the folder any more.
        if (ServerProcesses.RecordedId(data) is { } id && ServerProcesses.IsTaken(id))
            File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var from = LogLength();
            var outcome = await RunAsync(
                "pg_ctl",
                [
                    "start",
                    "-D",
                    folder.Data,
                    "-l",
                    folder.Log,
                    "-w",
                    "-t",
                    "600",
                    "-o",
                    PostgresSettings.ServerOptions(folder.Server, durable),
                ],
                cancellationToken
            );
            if (outcome.Succeeded)
                return;

            var reason = await ReasonAsync(from, cancellationToken) ?? outcome.LastLine;
            var passes =
                reason.Contains("shared memory", StringComparison.Ordinal)
                || reason.Contains("lock file", StringComparison.Ordinal);
            if (!passes || clock.GetElapsedTime(started) > OrphanPatience)
                throw new StartupException($"PostgreSQL does not start over {folder.Data}: {reason} See {folder.Log}.");
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private long LogLength() => File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;

    /// <summary>The last fatal line that the server has logged since, without its timestamp.</summary>
    private async Task<string?> ReasonAsync(long from, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Log))
            return null;
        await using var log = File.OpenRead(folder.Log);
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
    ) => PostgresProcess.RunAsync(binaries.Tool(tool), arguments, folder.Server, account, cancellationToken);
}
