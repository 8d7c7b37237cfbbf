using Nexus.Application.Imports;

namespace Nexus.Application.Tests.Imports;

public sealed class ImportSlotsTests
{
    [Fact]
    public async Task No_more_than_the_given_number_run_at_a_time()
    {
        using var slots = new ImportSlots(2);
        var release = new TaskCompletionSource();
        var (running, most) = (0, 0);
        async Task<int> Work()
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await release.Task;
            return Interlocked.Decrement(ref running);
        }

        var all = Enumerable.Range(0, 5).Select(_ => slots.InTurnAsync(Work, default)).ToArray();
        release.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task One_that_failed_or_stopped_waiting_leaves_its_turn_to_the_next()
    {
        using var slots = new ImportSlots(1);
        using var stop = new CancellationTokenSource();
        var release = new TaskCompletionSource<int>();
        var failing = slots.InTurnAsync(() => release.Task, default);
        var waiting = slots.InTurnAsync(() => Task.FromResult(1), stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        release.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);

        Assert.Equal(2, await slots.InTurnAsync(() => Task.FromResult(2), default));
    }
}
