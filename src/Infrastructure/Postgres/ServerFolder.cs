using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Where a private server keeps its files.</summary>
/// <param name="Root">The data folder of Nexus; absolute.</param>
/// <param name="Server">Belongs to the server's account alone; below <paramref name="Root"/> wherever that account can get there.</param>
internal sealed record ServerFolder(string Root, string Server)
{
    /// <summary>Where servers live whose account cannot enter the data folder, such as one in root's home.</summary>
    private const string OutsideHome = "/var/lib/nexus";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Longest path of a Unix socket in bytes, without the closing zero.</summary>
    private static readonly int LongestSocketPath = OperatingSystem.IsMacOS() ? 103 : 107;

    public string Data => Path.Combine(Server, "data");

    public string Log => Path.Combine(Server, "server.log");

    /// <summary>Held while a server is being started, adopted or stopped.</summary>
    public string StartLock => Path.Combine(Root, "postgres.lock");

    /// <summary>Held for its whole life by the process that has to stop the server.</summary>
    public string StarterLock => Path.Combine(Root, "postgres.starter");

    private string PasswordFile => Path.Combine(Server, "superuser.password");

    /// <summary>The major version that wrote the data, or null where there is none yet.</summary>
    public int? Major
    {
        get
        {
            var version = Path.Combine(Data, "PG_VERSION");
            return File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null;
        }
    }

    /// <summary>Finds or creates the data folder; the server's own part of it may still be missing.</summary>
    /// <exception cref="StartupException">It cannot be created or written, or the socket's path would be too long.</exception>
    [UnsupportedOSPlatform("windows")]
    public static ServerFolder Open(string dataFolder)
    {
        var root = Path.GetFullPath(dataFolder);
        try
        {
            if (!Directory.Exists(root))
                Directory.CreateDirectory(root, Environment.IsPrivilegedProcess ? OthersPass : OwnerOnly);
            using var probe = File.Open(
                Path.Combine(root, "postgres.lock"),
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.ReadWrite
            );
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data folder {root} cannot be written. Give this user rights to it, or choose another with --data."
            );
        }
        catch (IOException e) when (!File.Exists(Path.Combine(root, "postgres.lock")))
        {
            throw new StartupException(
                $"The data folder {root} cannot be created ({e.Message}). Choose another with --data."
            );
        }
        catch (IOException)
        {
            // Locked by another starter, hence writable.
        }

        var folder = Locate(root);
        return folder.SocketProblem() is { } problem ? throw new StartupException(problem) : folder;
    }

    /// <summary>Where the server of a data folder is, or would be; touches nothing.</summary>
    public static ServerFolder Locate(string dataFolder)
    {
        var root = Path.GetFullPath(dataFolder);
        var location = Path.Combine(root, "postgres.location");
        var server = File.Exists(location) ? File.ReadAllText(location).Trim() : Path.Combine(root, "postgres");
        return new ServerFolder(root, server);
    }

    /// <summary>What is wrong with the length of the socket's path, or null.</summary>
    public string? SocketProblem()
    {
        var bytes = Encoding.UTF8.GetByteCount(Path.Combine(Server, ".s.PGSQL.5432"));
        return bytes <= LongestSocketPath
            ? null
            : $"The path of the database socket below {Root} is {bytes} bytes long and the system allows {LongestSocketPath}. "
                + "Choose a shorter folder with --data or NEXUS_DATA.";
    }

    /// <summary>Creates the server's part and hands it to the account that the server runs as.</summary>
    /// <param name="account">Null where the server runs as the current user.</param>
    /// <param name="say">Takes one line where the files have to live outside the data folder.</param>
    /// <exception cref="StartupException">The files belong to someone else.</exception>
    [UnsupportedOSPlatform("windows")]
    public async Task<ServerFolder> PrepareAsync(
        ServiceAccount? account,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var folder =
            account is null || Directory.Exists(Data) || await CanEnterAsync(Root, account, cancellationToken)
                ? this
                : MoveOutsideHome(account, say);
        if (!Directory.Exists(folder.Server))
            Directory.CreateDirectory(folder.Server, OwnerOnly);
        folder.CreatePassword();
        if (account is not null)
            await folder.HandOverAsync(account, cancellationToken);
        return folder;
    }

    /// <summary>The folder's path with every link resolved, as the kernel reports it for a running process.</summary>
    public async Task<string> PhysicalDataAsync(ServiceAccount? account, CancellationToken cancellationToken)
    {
        var answer = await PostgresProcess.RunAsync(
            "/bin/sh",
            ["-c", "cd \"$1\" && pwd -P", "sh", Data],
            "/",
            account,
            cancellationToken
        );
        return answer.Succeeded
            ? answer.Output
            : throw new StartupException(
                $"The account {account?.Name ?? Environment.UserName} cannot enter {Data}. Give it rights to the folders above, or choose another folder with --data."
            );
    }

    /// <summary>The superuser's password, which exists in this file and nowhere else.</summary>
    public async Task<string> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(PasswordFile, cancellationToken);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{Server} belongs to another user. Run Nexus as that user, or choose another folder with --data."
            );
        }
    }

    /// <summary>The path of the password for <c>initdb --pwfile</c>.</summary>
    public string PasswordPath => PasswordFile;

    private static async Task<bool> CanEnterAsync(
        string folder,
        ServiceAccount account,
        CancellationToken cancellationToken
    ) =>
        (
            await PostgresProcess.RunAsync(
                "/bin/sh",
                ["-c", "cd \"$1\"", "sh", folder],
                "/",
                account,
                cancellationToken
            )
        ).Succeeded;

    [UnsupportedOSPlatform("windows")]
    private ServerFolder MoveOutsideHome(ServiceAccount account, Action<string> say)
    {
        // A name of its own, so that a new data folder at the same place never meets the old one's server.
        var server = Path.Combine(OutsideHome, RandomNumberGenerator.GetHexString(12, lowercase: true));
        Directory.CreateDirectory(OutsideHome, OthersPass);
        File.WriteAllText(Path.Combine(Root, "postgres.location"), server);
        say($"PostgreSQL runs as {account.Name}, who cannot enter {Root}: its files are kept in {server}.");
        return this with { Server = server };
    }

    [UnsupportedOSPlatform("windows")]
    private void CreatePassword()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            if (File.Exists(PasswordFile))
                return;
            using var file = new StreamWriter(PasswordFile, Encoding.ASCII, options);
            file.Write(RandomNumberGenerator.GetHexString(48, lowercase: true));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{Server} belongs to another user. Run Nexus as that user, or choose another folder with --data."
            );
        }
    }

    /// <summary>$1 folder, $2 user, $3 group.</summary>
    /// <remarks>
    /// A server may be running in the folder already, whose own files come and go: only what belongs to others is touched,
    /// and what counts is that nothing of that is left. -h: a link planted in the folder must not hand over what it points to.
    /// </remarks>
    private const string HandOver = """
        find "$1" \( ! -user "$2" -o ! -group "$3" \) -exec chown -h "$2:$3" {} + 2>/dev/null
        left=$(find "$1" \( ! -user "$2" -o ! -group "$3" \) -print 2>/dev/null | head -n 1)
        [ -z "$left" ] || chown -h "$2:$3" "$left"
        """;

    private async Task HandOverAsync(ServiceAccount account, CancellationToken cancellationToken)
    {
        var done = await PostgresProcess.RunAsync(
            "/bin/sh",
            ["-c", HandOver, "sh", Server, $"{account.UserId}", $"{account.GroupId}"],
            "/",
            account: null,
            cancellationToken
        );
        if (!done.Succeeded)
            throw new StartupException($"{Server} cannot be handed to the account {account.Name}: {done.LastLine}");
    }
}
