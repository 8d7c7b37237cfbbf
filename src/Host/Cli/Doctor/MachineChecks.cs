using System.Net;
using System.Net.Sockets;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Host.Cli.Doctor;

/// <summary>Checks that need no database.</summary>
internal static class MachineChecks
{
    private const long LeastFreeBytes = 1L << 30;
    private const UnixFileMode OthersRights =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    public static async Task<Finding> BinariesAsync(CancellationToken cancellationToken)
    {
        const string Check = "PostgreSQL programs";
        var named = Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable);
        var found = await PostgresBinaries.FindAsync(named, cancellationToken);
        return found.Count > 0
            ? Finding.Fine(Check, $"version {found[0].Major} in {found[0].Folder}")
            : Finding.Wrong(
                Check,
                $"PostgreSQL {PostgresBinaries.OldestMajor} or later is not installed. Install it, or run `./nexus up` as root."
            );
    }

    public static Finding DataFolder(string folder)
    {
        const string Check = "data folder";
        if (!Directory.Exists(folder))
            return Finding.Wrong(Check, $"{folder} does not exist yet. Run `./nexus up`.");
        var key = MasterKeySource.FileIn(folder);
        if (!OperatingSystem.IsWindows() && File.Exists(key) && (File.GetUnixFileMode(key) & OthersRights) != 0)
            return Finding.Wrong(Check, $"{key} can be read by others. Run `chmod 600 {key}`.");
        return PrivatePostgres.SocketProblem(folder) is { } problem
            ? Finding.Wrong(Check, problem)
            : Finding.Fine(Check, folder);
    }

    public static Finding DiskSpace(string folder)
    {
        const string Check = "disk space";
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? "/";
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var amount = $"{free / (1L << 20)} MB free for {folder}";
        return free >= LeastFreeBytes
            ? Finding.Fine(Check, amount)
            : Finding.Wrong(
                Check,
                $"{amount}; Nexus wants {LeastFreeBytes / (1L << 20)} MB. Make room, or choose another folder with --data."
            );
    }

    public static async Task<Finding> AddressAsync(string urls, CancellationToken cancellationToken)
    {
        const string Check = "address";
        var first = urls.Split(';')[0].Trim();
        var address = BindingAddress.Parse(first);
        var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var named) ? named : IPAddress.Any;
        if (address.Host == "localhost")
            ip = IPAddress.Loopback;
        try
        {
            using var listener = new TcpListener(ip, address.Port);
            listener.Start();
            return Finding.Fine(Check, $"{first} is free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await AnswersAsNexusAsync(ip, address.Port, cancellationToken)
                ? Finding.Fine(Check, $"{first} is served by a Nexus that runs")
                : Finding.Wrong(
                    Check,
                    $"{first} is taken by another program. End it, or choose another address with --urls."
                );
        }
        catch (SocketException e)
        {
            return Finding.Wrong(
                Check,
                $"{first} cannot be listened on ({e.Message}). Choose another address with --urls."
            );
        }
    }

    private static async Task<bool> AnswersAsNexusAsync(IPAddress ip, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(ip.Equals(IPAddress.Any) ? IPAddress.Loopback : ip, port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync(
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(),
                limit.Token
            );
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(limit.Token) is { } status
                && status.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }
}
