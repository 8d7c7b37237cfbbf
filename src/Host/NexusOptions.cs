using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Host;

/// <summary>What the web application runs on once the database is ready.</summary>
/// <param name="Database">Connection strings; the pools are made from them.</param>
/// <param name="MasterKey">The operator's key.</param>
/// <param name="Urls">Where to listen, separated by semicolons; port 0 takes a free one.</param>
public sealed record NexusOptions(DatabaseConnections Database, MasterKey MasterKey, string Urls)
{
    /// <summary>Keys of before, for the time of a rotation.</summary>
    public IReadOnlyList<MasterKey> PreviousKeys { get; init; } = [];

    /// <summary>Configuration from the command line, such as <c>--Providers:stripe:BaseUrl=…</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public override string ToString() => $"Nexus on {Urls}";
}
