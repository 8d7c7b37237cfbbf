using Nexus.Application.Syncing;

namespace Nexus.Benchmarks.Nodes;

/// <summary>Halts a node at a moment of its run, so that it can be killed or frozen there and nowhere else.</summary>
/// <param name="say">Takes a line for whoever started the node.</param>
internal sealed class NodeFailpoints(Action<string> say) : IFailpoints
{
    private readonly Lock _gate = new();
    private string? _point;
    private int _left;
    private TaskCompletionSource? _halted;

    /// <param name="point">One of <see cref="Failpoint.All"/>.</param>
    /// <param name="times">Halts when it is reached for the so many-th time from now.</param>
    public void HaltAt(string? point, int times)
    {
        lock (_gate)
            (_point, _left) = (point, times);
    }

    public void GoOn()
    {
        lock (_gate)
            _halted?.TrySetResult();
    }

    /// <remarks>Takes no notice of the token: a node that stands still does not notice either.</remarks>
    public Task ReachedAsync(string point, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (point != _point || --_left > 0)
                return Task.CompletedTask;
            _point = null;
            _halted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            say($"{NodeWords.Halted} {point}");
            return _halted.Task;
        }
    }
}
