using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Nodes;

/// <summary>What a node in a process of its own is started with.</summary>
/// <param name="Name">What it calls itself in leases and to the database.</param>
/// <param name="App">Connection string of the application's role.</param>
/// <param name="Dispatcher">Connection string of the role that claims.</param>
/// <param name="KeyFolder">The folder with the operator's key.</param>
internal sealed record NodeTerms(string Name, string App, string Dispatcher, string KeyFolder)
{
    /// <summary>Where Stripe is; null where nothing of it is read.</summary>
    public Uri? Stripe { get; init; }

    /// <summary>Where other providers are, as configuration on the command line.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Seconds for which a claim holds; null for the product's own.</summary>
    public double? Lease { get; init; }

    /// <summary>Seconds between two looks for what is due; null for the product's own.</summary>
    public double? Poll { get; init; }

    public static NodeTerms On(BenchmarkDatabase database, string name) =>
        new(
            name,
            Named(database.Connections.App, name),
            Named(database.Connections.Dispatcher!, name),
            database.Folder
        );

    private static string Named(string connection, string name) =>
        new Npgsql.NpgsqlConnectionStringBuilder(connection) { ApplicationName = name }.ConnectionString;
}
