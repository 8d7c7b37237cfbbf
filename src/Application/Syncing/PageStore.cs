using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Where a page came from, and where its stream goes on.</summary>
/// <param name="Purpose">One of <see cref="Purposes"/>; null for records that move no position.</param>
internal sealed record PagePlace(string Stream, string? Purpose, string? Next, bool KeepsPosition = false)
{
    public IReadOnlyList<string> Restart { get; init; } = [];
    public DateTimeOffset? ListedSince { get; init; }
    public string? Notice { get; init; }
    public double? Progress { get; init; }
    public RestatedPoints? Restates { get; init; }

    /// <summary>When the page was fetched, where that was long ago: what was stored since then is newer; null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>Stores pages: data, quarantine, position and account in one transaction that checks the fence.</summary>
internal sealed class PageStore(
    IWorkspaceTransactions transactions,
    IWorkspaceReader workspaces,
    IRunStore runs,
    IStreamStore streams,
    IRecordStore records,
    IRejectedRecords rejects,
    RecordNotes notes,
    IPointIngest ingest,
    IFailpoints failpoints,
    TimeProvider clock
)
{
    /// <summary>Clocks of nodes and providers differ: a record seen so shortly before a listing began was seen by it.</summary>
    private static readonly TimeSpan SweepMargin = TimeSpan.FromMinutes(5);

    /// <summary>Fewer missing records than these are ordinary deletions, whatever their share.</summary>
    private const long FewMissing = 20;

    /// <param name="also">Done in the same transaction, such as marking the events behind the page as processed.</param>
    /// <exception cref="LeaseLostException">Another node holds the connection; nothing was stored.</exception>
    public async Task StoreAsync(
        RunWork work,
        PagePlace place,
        TransformedPage page,
        Func<CancellationToken, Task>? also,
        CancellationToken cancellationToken
    )
    {
        var number = work.Tally.NextPage();
        SyncFault? refused = null;
        var changed = 0L;
        IngestOutcome? points = null;
        await transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                await KeepRejectedAsync(work, place, page, token);
                (changed, refused) = await StoreRecordsAsync(work, place, page, token);
                if (place.Purpose is { } purpose && !place.KeepsPosition)
                {
                    await streams.MoveAsync(
                        work.ConnectionId,
                        place.Stream,
                        purpose,
                        place.Next,
                        complete: null,
                        page.Read > 0,
                        token
                    );
                }
                if (place.Restart.Count > 0)
                    await streams.RestartAsync(work.ConnectionId, place.Purpose ?? Purposes.Sync, place.Restart, token);
                await runs.CountAsync(work.Run.Id, place.Stream, Counts(work, place, page, changed, refused), token);
                if (also is not null)
                    await also(token);
                // Last, because it counts the data version up.
                if (page.Points.Count > 0 || place is { Restates: not null, KeepsPosition: false })
                    points = await WritePointsAsync(work, place, number, page, token);
                await failpoints.ReachedAsync(Failpoint.BeforePageCommit, token);
            },
            cancellationToken
        );
        Remember(work, place, page, changed, refused);
        work.Tally.Stream(place.Stream).IsDoubted |= points?.Kept > 0;
        work.Tally.Stream(place.Stream).Stale += points?.Stale ?? 0;
        await failpoints.ReachedAsync(Failpoint.AfterPageCommit, cancellationToken);
    }

    /// <summary>Puts rejected records aside. They were listed all the same, and are not missing.</summary>
    private async Task KeepRejectedAsync(
        RunWork work,
        PagePlace place,
        TransformedPage page,
        CancellationToken cancellationToken
    )
    {
        if (page.Rejected.Count > 0)
            await rejects.KeepAsync(
                work.ConnectionId,
                work.Run.Id,
                page.Rejected,
                place.Restates?.Days,
                cancellationToken
            );
        // A part of the days, such as one campaign, says nothing of the rest.
        if (place is { KeepsPosition: false, Restates: { Within: null, Except: null } restated })
            await rejects.SupersedeAsync(
                work.ConnectionId,
                place.Stream,
                restated.Days,
                page.Rejected,
                cancellationToken
            );
        var listed = page
            .Rejected.Where(one => place.AsOf is null && one.Data.Id is not null)
            .Select(one => (one.Data.Stream, one.Data.Id!))
            .ToHashSet();
        if (listed.Count > 0)
            await records.SeeAsync(work.ConnectionId, listed, cancellationToken);
    }

    private async Task<(long Changed, SyncFault? Refused)> StoreRecordsAsync(
        RunWork work,
        PagePlace place,
        TransformedPage page,
        CancellationToken cancellationToken
    )
    {
        var history = work
            .Module.Streams.Where(stream => stream.KeepsHistory)
            .Select(stream => stream.Name)
            .ToHashSet(StringComparer.Ordinal);
        var changes = new List<RecordChange>();
        if (page.Records.Count > 0)
            changes.AddRange(
                await records.StoreAsync(work.ConnectionId, work.Run.Id, page.Records, history, cancellationToken)
            );
        SyncFault? refused = null;
        if (place.ListedSince is { } since)
        {
            since -= SweepMargin;
            var (held, unseen) = await records.CountUnseenAsync(
                work.ConnectionId,
                place.Stream,
                since,
                cancellationToken
            );
            if (IsTooMany(work, place.Stream, unseen, held))
                refused = SyncFaults.SweepRefused(unseen, held);
            else if (
                unseen > 0
                && await rejects.HoldsNamelessAsync(work.ConnectionId, place.Stream, since, cancellationToken)
            )
                refused = SyncFaults.SweepUnclear(unseen);
            else if (unseen > 0)
                changes.AddRange(
                    await records.SweepAsync(
                        work.ConnectionId,
                        work.Run.Id,
                        place.Stream,
                        since,
                        history.Contains(place.Stream),
                        cancellationToken
                    )
                );
        }
        await MarkDirtyAsync(work, changes, cancellationToken);
        await notes.FollowAsync(work, changes, cancellationToken);
        return (changes.Count, refused);
    }

    /// <summary>Whether so much is missing that the listing is not believed.</summary>
    private static bool IsTooMany(RunWork work, string stream, long unseen, long held) =>
        (unseen > FewMissing && unseen * 2 > held)
        || (unseen > 0 && unseen == held && work.Module.Streams.Any(one => one.Name == stream && one.UsuallyHasData));

    private async Task MarkDirtyAsync(RunWork work, List<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0 || work.Module.Projections.Count == 0)
            return;
        var workspace = await workspaces.GetAsync(cancellationToken);
        var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
        var today = calendar.DateOf(clock.GetUtcNow());
        foreach (var projection in work.Module.Projections)
        {
            DateRange? days = null;
            foreach (var change in changes)
            {
                if (projection.Touches(change.Before, change.After, calendar, today) is { } touched)
                    days = days is { } known ? Hull(known, touched) : touched;
            }
            if (days is { } dirty)
                await records.MarkAsync(work.ConnectionId, projection.Name, dirty, cancellationToken);
        }
    }

    private async Task<IngestOutcome> WritePointsAsync(
        RunWork work,
        PagePlace place,
        int number,
        TransformedPage page,
        CancellationToken cancellationToken
    )
    {
        // A rejected record may be the very one that a stored point came from.
        var restates = page.Rejected.Count == 0 && !place.KeepsPosition ? place.Restates : null;
        var mode = restates is null ? IngestMode.Upsert : IngestMode.Replace;
        var outcome = await ingest.WriteAsync(
            new IngestRequest(work.Source, mode, "sync", null, work.Run.RequestedBy, work.Definition)
            {
                ConnectionId = work.ConnectionId,
                RunId = work.Run.Id,
                Page = number,
                Origin = place.Stream,
                Replaces = restates is null ? null : Replaced(restates),
                KeepsWhereEmpty = page.Read == 0,
                At = clock.GetUtcNow() + work.Skew,
                AsOf = place.AsOf,
            },
            PointBatches.Of(page.Points),
            cancellationToken
        );
        work.Tally.AddPoints(outcome.Inserted + outcome.Updated + outcome.Deleted);
        return outcome;
    }

    private static ReplacedDays Replaced(RestatedPoints restated) =>
        new(restated.Metrics, restated.Days)
        {
            Level = new(
                restated.Granularity,
                string.Join(',', restated.Dimensions.Order(StringComparer.Ordinal)),
                restated.Within,
                restated.Except
            ),
        };

    private static StreamCounts Counts(
        RunWork work,
        PagePlace place,
        TransformedPage page,
        long changed,
        SyncFault? refused
    ) =>
        new("reading")
        {
            Pages = 1,
            Read = page.Read,
            Changed = changed,
            Rejected = page.Rejected.Count,
            PointsChanged = work.Tally.TakePoints(),
            UnknownFields = page.UnknownFields,
            Notice = refused?.Message ?? place.Notice,
            Progress = place.Progress,
        };

    /// <summary>What is committed counts, and nothing before it is.</summary>
    private static void Remember(RunWork work, PagePlace place, TransformedPage page, long changed, SyncFault? refused)
    {
        var stream = work.Tally.Stream(place.Stream);
        stream.HasPages = true;
        stream.Read += page.Read;
        stream.Changed += changed;
        stream.Rejected += page.Rejected.Count;
        stream.Fault ??= refused;
        if (place.Purpose is not { } purpose || place.KeepsPosition)
            return;
        var before = work.Positions.Of(place.Stream, purpose);
        work.Positions.Set(
            before with
            {
                Checkpoint = place.Next,
                HasData = before.HasData || page.Read > 0,
                IsGranted = true,
            }
        );
        foreach (var restarted in place.Restart)
        {
            work.Ended.Remove(restarted);
            work.Positions.Set(work.Positions.Of(restarted, purpose) with { Checkpoint = null, Complete = false });
        }
    }

    private static DateRange Hull(DateRange one, DateRange other) =>
        new(one.First < other.First ? one.First : other.First, one.Last > other.Last ? one.Last : other.Last);
}
