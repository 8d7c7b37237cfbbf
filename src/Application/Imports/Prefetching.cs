using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Nexus.Application.Imports;

/// <summary>Lets a producer and its consumer work at the same time, with a bounded lead.</summary>
internal static class Prefetching
{
    /// <summary>Runs <paramref name="source"/> on another thread, at most <paramref name="lead"/> items ahead.</summary>
    public static async IAsyncEnumerable<T> Prefetch<T>(
        this IAsyncEnumerable<T> source,
        int lead,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<T>(
            new BoundedChannelOptions(lead) { SingleReader = true, SingleWriter = true }
        );
        var producing = Task.Run(() => ProduceAsync(source, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync();
            await producing;
        }
    }

    private static async Task ProduceAsync<T>(
        IAsyncEnumerable<T> source,
        ChannelWriter<T> writer,
        CancellationToken stop
    )
    {
        try
        {
            await foreach (var item in source.WithCancellation(stop))
                await writer.WriteAsync(item, stop);
            writer.Complete();
        }
        catch (Exception e)
        {
            // The reader rethrows it where the items ended.
            writer.Complete(e);
        }
    }
}
