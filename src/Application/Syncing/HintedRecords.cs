using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Syncing;

/// <summary>Works off the events that a provider sent: fetches what they hint at, and stores it with their end.</summary>
internal sealed class HintedRecords(
    IWorkspaceTransactions transactions,
    IWebhookEvents events,
    IRecordStore records,
    PageStore pages,
    IFailpoints failpoints
)
{
    private const int EventsAtATime = 1_000;

    /// <summary>Where the account of a run counts what events brought.</summary>
    private const string Stream = "events";

    public async Task RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        var pending = await transactions.ReadAsync(
            token => events.PendingAsync(work.ConnectionId, EventsAtATime, token),
            cancellationToken
        );
        var tally = work.Tally.Stream(Stream);
        var fetched = await FetchAsync(work, Hints(work, pending), cancellationToken);
        await failpoints.ReachedAsync(Failpoint.PageFetched, cancellationToken);
        var mapped = PageTransform.Transform(fetched.Records, work.Adapter.Transform, work.Metric);
        await failpoints.ReachedAsync(Failpoint.PageTransformed, cancellationToken);
        var place = new PagePlace(Stream, Purpose: null, Next: null);
        if (mapped.IsDrift)
        {
            await pages.StoreAsync(work, place, mapped.WithoutData(), null, cancellationToken);
            (tally.Outcome, tally.Fault) = (
                StreamOutcome.Failed,
                SyncFaults.TooManyRejected(Stream, mapped.Rejected.Count, mapped.Read)
            );
            return;
        }
        await pages.StoreAsync(
            work,
            place with
            {
                Restart = fetched.Restart,
                Notice = fetched.Notice,
            },
            mapped,
            token =>
                events.MarkProcessedAsync(work.ConnectionId, work.Run.Id, [.. pending.Select(one => one.Id)], token),
            cancellationToken
        );
        tally.Outcome = StreamOutcome.Complete;
    }

    /// <summary>One hint for each object, however many events were about it.</summary>
    private static List<SourceHint> Hints(RunWork work, IReadOnlyList<PendingEvent> pending) =>
        work.Module is IReceivesWebhooks receiver
            ?
            [
                .. pending
                    .Where(one => one.Known)
                    .SelectMany(one => receiver.Hints(one.Body))
                    .GroupBy(hint => (hint.Stream, hint.Id))
                    .Select(same => same.MaxBy(hint => hint.At)!),
            ]
            : [];

    private async Task<Fetched> FetchAsync(RunWork work, List<SourceHint> hints, CancellationToken cancellationToken)
    {
        var fetched = new Fetched();
        if (hints.Count == 0 || work.Adapter is not IFetchesHints fetcher)
            return fetched;
        var request = RunWork.Request(
            Stream,
            null,
            (of, ids, token) =>
                transactions.ReadAsync(inner => records.VersionsAsync(work.ConnectionId, of, ids, inner), token)
        );
        await using var source = new PageSource(
            fetcher.FetchAsync(hints, request, cancellationToken),
            work.Skew,
            cancellationToken
        );
        while (await source.NextAsync() is { } page)
        {
            fetched.Records.AddRange(page.Records);
            fetched.Restart.AddRange(page.Restart);
            fetched.Notice ??= page.Notice;
        }
        return fetched;
    }

    private sealed class Fetched
    {
        public List<RawData> Records { get; } = [];

        /// <summary>Streams that the next sync reads from their start, because events cannot tell all of it.</summary>
        public List<string> Restart { get; } = [];

        public string? Notice { get; set; }
    }
}
