using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Everything that belongs to one run while it runs.</summary>
/// <param name="Positions">Where the connection's streams were when the run was opened; kept up to date by it.</param>
internal sealed record RunWork(
    SyncLease Lease,
    StartedRun Run,
    OpenConnection Connection,
    IConnectorModule Module,
    IIntegrationAdapter Adapter,
    StreamPositions Positions
)
{
    /// <summary>How far the database's clock is ahead of this node's.</summary>
    public TimeSpan Skew { get; init; }

    public RunTally Tally { get; } = new(Run.Pages, Run.Read, Run.Rejected);

    /// <summary>
    /// Streams that ended without a page and without a word, by name: the close writes it. Until then nothing is lost but a
    /// look at them.
    /// </summary>
    public Dictionary<string, StreamEnd> Ended { get; } = new(StringComparer.Ordinal);

    public int ConnectionId => Connection.ConnectionId;

    private readonly Lazy<Dictionary<string, MetricDefinition>> _own = new(() =>
        (Module is IDefinesMetrics module ? module.MetricsOf(Connection.Context.Settings) : []).ToDictionary(
            metric => metric.Key,
            StringComparer.Ordinal
        )
    );

    /// <summary>Definition of a metric; null for an unknown one.</summary>
    public MetricDefinition? Metric(string key) =>
        MetricCatalog.TryFind(key, out var known) ? known : _own.Value.GetValueOrDefault(key);

    /// <summary>Whose points the run writes.</summary>
    public IngestSource Source => new(Connection.Provider, Connection.Context.AccountId ?? "", Connection.Name);

    /// <exception cref="InvalidOperationException">The provider's code gives a metric that does not exist.</exception>
    public MetricDefinition Definition(string metric) =>
        Metric(metric)
        ?? throw new InvalidOperationException($"{Connection.Provider} gives the unknown metric {metric}.");

    public static StreamRequest Request(string stream, string? checkpoint, KnownVersions known) =>
        new(stream, new Checkpoint(checkpoint)) { KnownVersions = known.Invoke };

    public delegate Task<IReadOnlyDictionary<string, long>> KnownVersions(
        string stream,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );
}

/// <summary>Positions of a connection's streams, by stream and purpose.</summary>
internal sealed class StreamPositions(IEnumerable<StreamPosition> positions)
{
    private readonly Dictionary<(string Stream, string Purpose), StreamPosition> _all = positions.ToDictionary(
        position => (position.Stream, position.Purpose)
    );

    public StreamPosition Of(string stream, string purpose) =>
        _all.GetValueOrDefault((stream, purpose))
        ?? new(stream, purpose, null, Complete: false, HasData: false, IsGranted: false);

    public void Set(StreamPosition position) => _all[(position.Stream, position.Purpose)] = position;

    /// <summary>Whether the stream ever held a record, whoever saw it.</summary>
    public bool HasData(string stream) => _all.Values.Any(position => position.Stream == stream && position.HasData);
}

/// <summary>The names under which streams keep a position for each way of reading them.</summary>
internal static class Purposes
{
    public const string Sync = "sync";
    public const string Reconcile = "reconcile";
    public const string Backfill = "backfill";
}
