using Nexus.Benchmarks.Nodes;

namespace Nexus.Benchmarks.Chaos;

/// <summary>One node after the other: while one works, the next one's process starts, so that a kill costs little time.</summary>
/// <param name="terms">What a node of a name is started with.</param>
internal sealed class Relay(Func<string, NodeTerms> terms) : IAsyncDisposable
{
    private NexusNode? _running;
    private NexusNode? _next;
    private int _launched;

    /// <summary>The node that runs; one is started where none does.</summary>
    public async Task<NexusNode> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_running is not null)
            return _running;
        _running = _next ?? Launch();
        _next = null;
        await _running.StartAsync(cancellationToken);
        _next = Launch();
        return _running;
    }

    /// <summary>Ends the node that runs, as a power cut does.</summary>
    public async Task KillAsync()
    {
        if (_running is null)
            return;
        await _running.DisposeAsync();
        _running = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_next is not null)
            await _next.DisposeAsync();
    }

    private NexusNode Launch() => NexusNode.Launch(terms($"node-{++_launched}"));
}
