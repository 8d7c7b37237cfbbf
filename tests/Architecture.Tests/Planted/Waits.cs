namespace Nexus.Architecture.Tests.Planted;

/// <summary>Asynchronous methods as they must not be, and those that a framework's signature excuses.</summary>
internal sealed class Waits : IAsyncDisposable
{
    public int Count { get; private set; }

    public async Task CannotBeStoppedAsync()
    {
        Count++;
        await Task.Yield();
    }

    public async Task Unmarked(CancellationToken cancellationToken)
    {
        Count++;
        await Task.Delay(0, cancellationToken);
    }

    public async Task CanBeStoppedAsync(CancellationToken cancellationToken)
    {
        Count++;
        await Task.Delay(0, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Count++;
        return ValueTask.CompletedTask;
    }
}
