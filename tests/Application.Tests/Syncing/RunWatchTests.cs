using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Syncing;

namespace Nexus.Application.Tests.Syncing;

public sealed class RunWatchTests
{
    private static readonly SyncOptions Options = new() { WatchEvery = TimeSpan.FromMilliseconds(5) };

    [Fact]
    public async Task A_question_that_fails_in_whatever_way_is_asked_again()
    {
        var failures = new Queue<Exception>([
            new InvalidOperationException("The pool is gone."),
            new ObjectDisposedException("source"),
            new OperationCanceledException("The command took too long."),
        ]);
        await using var watch = new RunWatch(
            (_, _) => failures.TryDequeue(out var failure) ? throw failure : Task.FromResult(RunSign.Cancel),
            Options,
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None
        );

        await EndAsync(watch);

        Assert.Equal((RunSign.Cancel, 0), (watch.Sign, failures.Count));
    }

    [Fact]
    public async Task A_run_that_nobody_answers_for_as_long_as_a_lease_is_lost()
    {
        await using var watch = new RunWatch(
            (_, _) => throw new InvalidOperationException("The pool is gone."),
            new SyncOptions { WatchEvery = Options.WatchEvery, Lease = TimeSpan.FromMilliseconds(50) },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None
        );

        await EndAsync(watch);

        Assert.Equal(RunSign.Lost, watch.Sign);
    }

    /// <summary>Waits until the run is told to end.</summary>
    private static async Task EndAsync(RunWatch watch)
    {
        var told = new TaskCompletionSource();
        await using var registration = watch.Token.Register(told.SetResult);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }
}
