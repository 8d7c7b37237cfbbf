using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Benchmarks.Nodes;

/// <summary>A provider that has nothing and answers at once, so that only Nexus's own work is measured.</summary>
internal sealed class IdleConnector : IConnectorModule
{
    public const string Key = "idle";

    /// <summary>The account that every credential reaches.</summary>
    public const string Account = "acct_idle";

    public ProviderDescriptor Descriptor { get; } =
        new(
            Key,
            "Idle",
            "operations",
            "A provider that has nothing.",
            "none",
            new JsonObject { ["type"] = "object" },
            "PT24H"
        );

    public IReadOnlyList<SourceStream> Streams { get; } = [new("nothing", "Nothing")];

    public IIntegrationAdapter Open(ConnectionContext connection) => new Adapter(connection.AccountId ?? Account);

    private sealed class Adapter(string account) : IIntegrationAdapter
    {
        public Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new ProviderAccount(account, "Idle", TimeZone: null, Currency: null, At: null));

        public IAsyncEnumerable<SourcePage> SyncAsync(StreamRequest request, CancellationToken cancellationToken) =>
            AsyncEnumerable.Empty<SourcePage>();

        public Transformed Transform(RawData data) => Transformed.Nothing;

        public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
