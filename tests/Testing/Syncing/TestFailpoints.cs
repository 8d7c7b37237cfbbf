using Nexus.Application.Syncing;

namespace Nexus.Testing.Syncing;

/// <summary>Stops a run at a moment as a frozen process stops: whatever is cancelled, it goes no further until it is thawed.</summary>
public sealed class TestFailpoints : IFailpoints
{
    private readonly TaskCompletionSource _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _point;
    private int _left;

    /// <summary>What happens at every moment that is passed.</summary>
    public Func<string, CancellationToken, Task> Passing { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Completes once the run stands still.</summary>
    public Task Frozen => _frozen.Task;

    /// <param name="time">1 stops it at the first time that the moment comes.</param>
    public void FreezeAt(string point, int time = 1) => (_point, _left) = (point, time);

    public void Thaw() => _thawed.TrySetResult();

    public async Task ReachedAsync(string point, CancellationToken cancellationToken)
    {
        await Passing(point, cancellationToken);
        if (point != _point || Interlocked.Decrement(ref _left) != 0)
            return;
        _frozen.TrySetResult();
        await _thawed.Task;
    }
}
