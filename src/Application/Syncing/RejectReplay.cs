using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Maps rejected records again, as after an upgrade that understands them. What was stored since they came is newer.</summary>
internal sealed class RejectReplay(
    IWorkspaceTransactions transactions,
    IWorkspaceReader workspaces,
    IRunStore runs,
    IRejectedRecords rejects,
    PageStore pages
)
{
    private const int AtATime = 200;

    public async Task RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        var calendar = await transactions.ReadAsync(
            async token =>
            {
                var workspace = await workspaces.GetAsync(token);
                return ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
            },
            cancellationToken
        );
        var after = 0L;
        while (true)
        {
            var kept = await transactions.ReadAsync(
                token => rejects.ListAsync(work.ConnectionId, after, AtATime, token),
                cancellationToken
            );
            if (kept.Count == 0)
                break;
            after = kept[^1].Number;
            foreach (var page in kept.GroupBy(one => (one.Stream, one.FetchedAt, one.Days)))
                await ReplayAsync(work, [.. page], calendar, cancellationToken);
        }
        foreach (var stream in work.Tally.Streams)
            await EndAsync(work, stream, cancellationToken);
    }

    /// <param name="kept">Records of one stream that came at one time, on pages that restated the same days.</param>
    private async Task ReplayAsync(
        RunWork work,
        List<KeptReject> kept,
        ZonedCalendar calendar,
        CancellationToken cancellationToken
    )
    {
        var (stream, fetchedAt, days) = (kept[0].Stream, kept[0].FetchedAt, kept[0].Days);
        var mapped = PageTransform.Transform(
            [.. kept.Select(one => Raw(one)).OfType<RawData>()],
            work.Adapter.Transform,
            work.Metric
        );
        var stillBad = mapped.Rejected.Select(one => one.Data.Payload.GetRawText()).ToHashSet(StringComparer.Ordinal);
        var resolved = kept.Where(one => Raw(one) is { } raw && !stillBad.Contains(raw.Payload.GetRawText()))
            .Select(one => one.Number)
            .ToList();
        var open = mapped.Points.Where(point => days is null || Overlaps(point, days.Value, calendar)).ToList();
        var tally = work.Tally.Stream(stream);
        tally.Rejected += kept.Count(one => Raw(one) is null);
        await pages.StoreAsync(
            work,
            new PagePlace(stream, Purpose: null, Next: null) { AsOf = fetchedAt },
            mapped with
            {
                Points = open,
            },
            token => rejects.ResolveAsync(resolved, token),
            cancellationToken
        );
        tally.Stale += mapped.Points.Count - open.Count;
    }

    private Task EndAsync(RunWork work, StreamTally stream, CancellationToken cancellationToken)
    {
        stream.Outcome = StreamOutcome.Complete;
        return transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                await runs.CountAsync(
                    work.Run.Id,
                    stream.Name,
                    new("complete") { Notice = Notice(stream.Stale) },
                    token
                );
            },
            cancellationToken
        );
    }

    private static string? Notice(long stale) =>
        stale switch
        {
            0 => null,
            1 => "1 value is older than what a later sync has stored, and was not taken over.",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{stale:N0} values are older than what a later sync has stored, and were not taken over."
            ),
        };

    /// <summary>Whether no page has restated since what a point covers.</summary>
    private static bool Overlaps(KpiData point, DateRange days, ZonedCalendar calendar)
    {
        var grain = point.Series.Granularity;
        var first =
            grain == Granularity.Hour ? calendar.DateOf(new DateTimeOffset(point.At)) : DateOnly.FromDateTime(point.At);
        var last = grain is Granularity.Hour or Granularity.Day
            ? first
            : ZonedCalendar.Add(first, grain, 1).AddDays(-1);
        return first <= days.Last && last >= days.First;
    }

    /// <summary>Null for a record that was too long to be kept whole.</summary>
    private static RawData? Raw(KeptReject kept)
    {
        try
        {
            using var payload = JsonDocument.Parse(kept.Payload);
            return new(kept.Stream, payload.RootElement.Clone(), kept.FetchedAt);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
