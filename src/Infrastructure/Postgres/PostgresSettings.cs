namespace Nexus.Infrastructure.Postgres;

/// <summary>What a private server is started with. It listens on a Unix socket alone.</summary>
internal static class PostgresSettings
{
    private static readonly (string Name, string Value)[] Always =
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("password_encryption", "scram-sha-256"),
        ("cluster_name", "nexus"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("lc_messages", "C"),
        ("shared_buffers", "256MB"),
        ("jit", "off"),
        ("wal_compression", "on"),
        ("max_wal_size", "2GB"),
        ("random_page_cost", "1.1"),
        ("checkpoint_completion_target", "0.9"),
    ];

    private static readonly (string Name, string Value)[] Durable =
    [
        ("max_connections", "100"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
    ];

    /// <remarks>One such server has the pools of many nodes at a time.</remarks>
    private static readonly (string Name, string Value)[] Fleeting =
    [
        ("max_connections", "300"),
        ("fsync", "off"),
        ("synchronous_commit", "off"),
        ("full_page_writes", "off"),
    ];

    /// <summary>The settings as one word for <c>pg_ctl --options</c>, which hands it to a shell.</summary>
    /// <param name="socketFolder">Where the socket is made.</param>
    /// <param name="durable">False gives up what a power cut would need, for tests.</param>
    public static string ServerOptions(string socketFolder, bool durable)
    {
        // A list of folders: the quotes keep a comma in the path from ending it.
        var sockets = $"\"{socketFolder.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        (string Name, string Value)[] settings =
        [
            .. Always,
            .. durable ? Durable : Fleeting,
            ("unix_socket_directories", sockets),
        ];
        return string.Join(' ', settings.Select(setting => $"-c {Quote($"{setting.Name}={setting.Value}")}"));
    }

    private static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
