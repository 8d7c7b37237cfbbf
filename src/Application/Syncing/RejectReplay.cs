using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Syncing;

/// <summary>Maps rejected records again, as after an upgrade that understands them.</summary>
internal sealed class RejectReplay(IWorkspaceTransactions transactions, IRejectedRecords rejects, PageStore pages)
{
    private const int AtATime = 200;

    public async Task RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (true)
        {
            var kept = await transactions.ReadAsync(
                token => rejects.ListAsync(work.ConnectionId, after, AtATime, token),
                cancellationToken
            );
            if (kept.Count == 0)
                return;
            after = kept[^1].Number;
            foreach (var stream in kept.GroupBy(one => one.Stream))
                await ReplayAsync(work, stream.Key, [.. stream], cancellationToken);
        }
    }

    private async Task ReplayAsync(
        RunWork work,
        string stream,
        List<KeptReject> kept,
        CancellationToken cancellationToken
    )
    {
        var mapped = PageTransform.Transform(
            [.. kept.Select(one => Raw(one)).OfType<RawData>()],
            work.Adapter.Transform,
            work.Metric
        );
        var stillBad = mapped.Rejected.Select(one => one.Data.Payload.GetRawText()).ToHashSet(StringComparer.Ordinal);
        var resolved = kept.Where(one => Raw(one) is { } raw && !stillBad.Contains(raw.Payload.GetRawText()))
            .Select(one => one.Number)
            .ToList();
        work.Tally.Stream(stream).Rejected += kept.Count(one => Raw(one) is null);
        await pages.StoreAsync(
            work,
            new PagePlace(stream, Purpose: null, Next: null),
            mapped,
            token => rejects.ResolveAsync(resolved, token),
            cancellationToken
        );
        work.Tally.Stream(stream).Outcome = StreamOutcome.Complete;
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
