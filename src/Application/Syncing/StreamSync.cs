using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Syncing;

/// <summary>How the streams of a run are read.</summary>
/// <param name="Purpose">One of <see cref="Purposes"/>.</param>
/// <param name="Days">Only what happened on these days; null for what is new.</param>
/// <param name="Relist">All of it, to be compared with what is stored.</param>
internal sealed record Reading(string Purpose, DateRange? Days, bool Relist)
{
    public static readonly Reading New = new(Purposes.Sync, null, Relist: false);

    /// <summary>Whether a stream that this pass has read to its end is left alone when the run goes on.</summary>
    public bool EndsOnce => Purpose != Purposes.Sync;
}

/// <summary>Reads streams page by page, each as far as it goes: what goes wrong in one does not keep others from being read.</summary>
internal sealed class StreamSync(
    IWorkspaceTransactions transactions,
    IRunStore runs,
    IStreamStore streams,
    IRecordStore records,
    PageStore pages,
    Projecting projecting,
    IFailpoints failpoints,
    ILogger<StreamSync> log
)
{
    /// <summary>Reads the streams in their order, and again those that had to be put back to their start meanwhile.</summary>
    /// <exception cref="IntegrationException">A fault that concerns the whole connection.</exception>
    public async Task ReadAsync(
        RunWork work,
        Reading reading,
        IReadOnlyList<SourceStream> which,
        CancellationToken cancellationToken
    )
    {
        var waiting = new Queue<SourceStream>(which);
        var again = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var stream))
        {
            if (reading.EndsOnce && work.Positions.Of(stream.Name, reading.Purpose).Complete)
            {
                work.Tally.Stream(stream.Name).Outcome = StreamOutcome.Complete;
                continue;
            }
            var restarted = await TryReadAsync(work, reading, stream, cancellationToken);
            foreach (var name in restarted.Where(again.Add))
            {
                if (
                    !waiting.Any(later => later.Name == name)
                    && which.FirstOrDefault(one => one.Name == name) is { } one
                )
                    waiting.Enqueue(one);
            }
        }
    }

    private async Task<IReadOnlySet<string>> TryReadAsync(
        RunWork work,
        Reading reading,
        SourceStream stream,
        CancellationToken cancellationToken
    )
    {
        var tally = work.Tally.Stream(stream.Name);
        tally.Title = stream.Title;
        tally.UsuallyHasData = stream.UsuallyHasData;
        tally.OnceHadData = work.Positions.HasData(stream.Name);
        tally.Fault = null;
        tally.IsDoubted = work.Run.Doubted.Contains(stream.Name, StringComparer.Ordinal);
        tally.IsNoted |= work.Run.Noted.Contains(stream.Name, StringComparer.Ordinal);
        var restarted = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await ReadStreamAsync(work, reading, stream, tally, restarted, cancellationToken);
            await EndAsync(work, reading, stream, tally, cancellationToken);
        }
        catch (DriftException e)
        {
            log.LogWarning("{Stream} is read no further: {Message}", stream.Name, e.Message);
            (tally.Outcome, tally.Fault) = (StreamOutcome.Failed, e.Fault);
            await NoteAsync(work, reading, stream, tally, cancellationToken);
        }
        catch (IntegrationException e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogInformation("{Stream} ended with {Fault}: {Message}", stream.Name, e.Fault, e.Message);
            tally.Outcome = e.Fault == IntegrationFault.NoAccess ? StreamOutcome.Denied : StreamOutcome.Failed;
            tally.Fault = SyncFaults.Of(e);
            work.Tally.WaitUntil(e.RetryAt);
            if (!SyncFaults.Parks(e.Fault))
                await NoteAsync(work, reading, stream, tally, cancellationToken);
            if (!SyncFaults.ConcernsOneStream(e.Fault))
                throw;
        }
        return restarted;
    }

    private async Task ReadStreamAsync(
        RunWork work,
        Reading reading,
        SourceStream stream,
        StreamTally tally,
        HashSet<string> restarted,
        CancellationToken cancellationToken
    )
    {
        var position = work.Positions.Of(stream.Name, reading.Purpose);
        var from = position.Checkpoint;
        // A first reading that was cut off has read nothing yet where it never saw data.
        tally.ReadWhole = reading.Days is null && (from is null || !(position.Complete || tally.OnceHadData));
        var request = RunWork.Request(stream.Name, from, KnownAsync) with
        {
            Days = reading.Days,
            Relist = reading.Relist,
            Resumed = !work.Run.Begun,
        };
        var guard = new PageGuard(stream.Title, from);
        await using var source = new PageSource(
            work.Adapter.SyncAsync(request, cancellationToken),
            work.Skew,
            cancellationToken
        );
        while (await source.NextAsync() is { } page)
        {
            await failpoints.ReachedAsync(Failpoint.PageFetched, cancellationToken);
            guard.Check(page);
            var mapped = PageTransform.Transform(page.Records, work.Adapter.Transform, work.Metric);
            await failpoints.ReachedAsync(Failpoint.PageTransformed, cancellationToken);
            await StoreAsync(work, reading, stream, page, mapped, cancellationToken);
            restarted.UnionWith(page.Restart);
            tally.ReadWhole |= page.ListedSince is not null;
            await projecting.EveryFewPagesAsync(work, cancellationToken);
        }

        Task<IReadOnlyDictionary<string, long>> KnownAsync(
            string of,
            IReadOnlyCollection<string> ids,
            CancellationToken token
        ) => transactions.ReadAsync(inner => records.VersionsAsync(work.ConnectionId, of, ids, inner), token);
    }

    /// <summary>Stores a page; of one that is drift only what was rejected, so that its position stays where it is.</summary>
    private async Task StoreAsync(
        RunWork work,
        Reading reading,
        SourceStream stream,
        SourcePage page,
        TransformedPage mapped,
        CancellationToken cancellationToken
    )
    {
        if (mapped.IsDrift)
        {
            await pages.StoreAsync(
                work,
                new(stream.Name, reading.Purpose, null, KeepsPosition: true) { Restates = page.Restates },
                mapped.WithoutData(),
                null,
                cancellationToken
            );
            throw new DriftException(SyncFaults.TooManyRejected(stream.Title, mapped.Rejected.Count, mapped.Read));
        }
        var place = new PagePlace(stream.Name, reading.Purpose, page.Next.Value)
        {
            Restart = page.Restart,
            ListedSince = page.ListedSince,
            Notice = page.Notice,
            Progress = Progress(work, reading, page),
            Restates = page.Restates,
        };
        await pages.StoreAsync(work, place, mapped, null, cancellationToken);
    }

    /// <summary>Share of the run: its streams count alike. A backfill counts its slices instead.</summary>
    private static double? Progress(RunWork work, Reading reading, SourcePage page)
    {
        if (reading.Purpose == Purposes.Backfill || page.Progress is not { } part)
            return null;
        var ended = work.Tally.Streams.Count(stream => stream.Outcome != StreamOutcome.Reading);
        var all = Math.Max(work.Module.Streams.Count, work.Tally.Streams.Count);
        return Math.Clamp((ended + part) / all, 0, 1);
    }

    private async Task EndAsync(
        RunWork work,
        Reading reading,
        SourceStream stream,
        StreamTally tally,
        CancellationToken cancellationToken
    )
    {
        var stored = work.Positions.Of(stream.Name, reading.Purpose);
        var position = stored with { Complete = true, IsGranted = true };
        // Most looks find nothing new, and are worth neither a transaction nor a row each, unless the run has one of them.
        if (reading.Purpose == Purposes.Sync && tally is { HasPages: false, IsDoubted: false, IsNoted: false })
            work.Ended[stream.Name] = new(position, Moved: position != stored);
        else
            await WriteEndAsync(work, position, End(reading, tally), cancellationToken);
        work.Positions.Set(position);
        tally.Outcome = StreamOutcome.Complete;
        await failpoints.ReachedAsync(Failpoint.StreamEnded, cancellationToken);
    }

    private Task WriteEndAsync(
        RunWork work,
        StreamPosition position,
        StreamCounts end,
        CancellationToken cancellationToken
    ) =>
        transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                await streams.MoveAsync(
                    work.ConnectionId,
                    position.Stream,
                    position.Purpose,
                    position.Checkpoint,
                    complete: true,
                    sawData: false,
                    token
                );
                await runs.CountAsync(work.Run.Id, position.Stream, end, token);
            },
            cancellationToken
        );

    private static StreamCounts End(Reading reading, StreamTally tally) =>
        tally.IsDoubted
            ? new("complete")
            {
                Fault = SyncFaults.Suspicious([tally.Title]),
                Notice =
                    "The provider tells nothing at all of days of which values are stored. They stay as they are; Nexus reads these days again with the next sync.",
            }
            : new("complete")
            {
                Notice =
                    reading is { Purpose: Purposes.Reconcile } && tally.Changed > 0
                        ? $"{tally.Changed} records differed from what was stored, and were put right."
                        : null,
            };

    private Task NoteAsync(
        RunWork work,
        Reading reading,
        SourceStream stream,
        StreamTally tally,
        CancellationToken cancellationToken
    ) =>
        transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                tally.IsNoted = true;
                var denied = tally.Outcome == StreamOutcome.Denied;
                if (denied)
                    await streams.DenyAsync(work.ConnectionId, stream.Name, reading.Purpose, reading.EndsOnce, token);
                await runs.CountAsync(
                    work.Run.Id,
                    stream.Name,
                    new(denied ? "denied" : "failed") { Fault = tally.Fault },
                    token
                );
            },
            cancellationToken
        );

    /// <summary>A page of which so much was rejected that nothing of it is believed.</summary>
    private sealed class DriftException(SyncFault fault) : Exception(fault.Message)
    {
        public SyncFault Fault { get; } = fault;
    }
}
