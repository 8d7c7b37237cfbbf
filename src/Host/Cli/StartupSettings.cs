using System.Diagnostics.CodeAnalysis;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Host.Cli;

/// <summary>What the operator configured, read and checked in one go.</summary>
/// <param name="DataFolder">Absolute; holds the private server and its key.</param>
/// <param name="Urls">Where to listen, separated by semicolons.</param>
/// <param name="Server">Connection string of the operator's server, or null for a private one.</param>
/// <param name="Owner">Connection string for migrations, where <paramref name="Server"/> is the application's own.</param>
/// <param name="Dispatcher">Connection string for claiming syncs, likewise.</param>
/// <param name="MasterKey">The configured key, or null to use the data folder's.</param>
/// <param name="ApiKey">The first workspace's key as the operator wants it, or null.</param>
internal sealed record StartupSettings(
    string DataFolder,
    string Urls,
    string? Server,
    string? Owner,
    string? Dispatcher,
    MasterKey? MasterKey,
    string? ApiKey
)
{
    /// <summary>Keys of before, for the time of a rotation.</summary>
    public IReadOnlyList<MasterKey> PreviousKeys { get; init; } = [];

    /// <summary>Whether Nexus starts a server of its own.</summary>
    [MemberNotNullWhen(false, nameof(Server))]
    public bool Private => Server is null;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="StartupException">Something is missing or wrong; it names everything at once.</exception>
    public static StartupSettings Read(IConfiguration configuration, string dataFolder, string urls)
    {
        var problems = new List<string>();
        var server = ReadConnection(configuration, "Nexus", problems);
        var owner = ReadConnection(configuration, "NexusOwner", problems);
        var dispatcher = ReadConnection(configuration, "NexusDispatcher", problems);
        if (server is null && (owner ?? dispatcher) is not null)
            problems.Add(
                "ConnectionStrings__NexusOwner and __NexusDispatcher need ConnectionStrings__Nexus beside them."
            );

        var (text, file) = (configuration[MasterKeySource.Variable], configuration[MasterKeySource.FileVariable]);
        var key = MasterKeySource.ReadConfigured(text, file, problems);
        var previous = MasterKeySource.ReadPrevious(configuration[MasterKeySource.PreviousVariable], problems);
        if (server is not null && string.IsNullOrEmpty(text) && string.IsNullOrEmpty(file))
            problems.Add(
                $"{MasterKeySource.Variable} is missing. With a database of your own it is never made up: take 32 bytes in base64, "
                    + "as `openssl rand -base64 32` prints them, and keep them safe."
            );

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
                problems.Add($"{url} is not an address to listen on. Write it as http://127.0.0.1:5080.");
        }
        if (string.IsNullOrWhiteSpace(urls))
            problems.Add("--urls is empty. Name an address to listen on, such as http://127.0.0.1:5080.");
        if (problems.Count > 0)
            throw new StartupException(problems);

        var apiKey = configuration["NEXUS_API_KEY"];
        return new StartupSettings(
            Path.GetFullPath(dataFolder),
            urls,
            server,
            owner,
            dispatcher,
            key,
            string.IsNullOrEmpty(apiKey) ? null : apiKey
        )
        {
            PreviousKeys = previous,
        };
    }

    public override string ToString() => $"Nexus in {DataFolder}";

    private static bool IsAddress(string url) =>
        // Kestrel also takes "*" and "+" for every address, which no Uri can hold.
        Uri.TryCreate(
            url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal),
            UriKind.Absolute,
            out var address
        ) && address.Scheme is "http" or "https";

    private static string? ReadConnection(IConfiguration configuration, string name, List<string> problems)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            if (!string.IsNullOrEmpty(parts.Host))
                return text;
            problems.Add(
                $"ConnectionStrings__{name} names no host. Write it as Host=…;Database=…;Username=…;Password=…."
            );
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // The text of the exception may repeat what was given, and that holds a password.
            problems.Add(
                $"ConnectionStrings__{name} cannot be read. Write it as Host=…;Database=…;Username=…;Password=…."
            );
        }
        return null;
    }
}
