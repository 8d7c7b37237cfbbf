using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>What each kind of run does between its opening and its close.</summary>
internal sealed class RunKinds(
    StreamSync streamSync,
    BackfillSlices backfill,
    HintedRecords hints,
    RejectReplay replay,
    Projecting projecting,
    IWorkspaceTransactions transactions,
    IRunStore runs,
    IStreamStore streams,
    IRecordStore records,
    IFailpoints failpoints,
    TimeProvider clock
)
{
    private static readonly DateOnly EarliestDay = new(1970, 1, 1);

    /// <returns>Whether something of the run is left to be done later.</returns>
    /// <exception cref="IntegrationException">A fault that concerns the whole connection.</exception>
    public async Task<bool> RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        var left = false;
        try
        {
            if (work.Run.Kind == RunKind.Replay)
            {
                await replay.RunAsync(work, cancellationToken);
                return false;
            }
            await ConnectAsync(work, cancellationToken);
            switch (work.Run.Kind)
            {
                case RunKind.Backfill:
                    left = await backfill.RunAsync(work, cancellationToken);
                    break;
                case RunKind.Webhook:
                    await hints.RunAsync(work, cancellationToken);
                    break;
                case RunKind.Reconcile:
                    await ReconcileAsync(work, cancellationToken);
                    break;
                default:
                    await streamSync.ReadAsync(work, Reading.New, work.Module.Streams, cancellationToken);
                    await NoteFirstAsync(work, cancellationToken);
                    break;
            }
            return left;
        }
        finally
        {
            // What was stored is shown, also where the run ends early; unless it ends because it must not write.
            if (!cancellationToken.IsCancellationRequested)
                await projecting.RunAsync(work, cancellationToken);
        }
    }

    private async Task ConnectAsync(RunWork work, CancellationToken cancellationToken)
    {
        var account = await work.Adapter.ConnectAsync(cancellationToken).WaitAsync(cancellationToken);
        if (work.Connection.Context.AccountId is { } connected && connected != account.Id)
            throw new OtherAccountException(
                SyncFaults.AccountChanged(work.Module.Descriptor.Name, connected, account.Id)
            );
        await failpoints.ReachedAsync(Failpoint.Connected, cancellationToken);
    }

    /// <summary>
    /// Says since when everything is known, once it is: projections tell what they saw from what they reconstruct. Streams
    /// that the credential may not read hold nothing up. What was computed on the way did not know it, and is computed again;
    /// where nothing is computed, the close says it.
    /// </summary>
    private async Task NoteFirstAsync(RunWork work, CancellationToken cancellationToken)
    {
        if (work.Module.Projections.Count == 0 || work.Connection.SyncedSince is not null || !work.Tally.IsComplete)
            return;
        await transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                var now = clock.GetUtcNow();
                await streams.SetSyncedSinceAsync(work.ConnectionId, now, token);
                // Today is today or tomorrow in the zones east of it.
                var all = new DateRange(EarliestDay, DateOnly.FromDateTime(now.UtcDateTime).AddDays(1));
                foreach (var projection in work.Module.Projections)
                    await records.MarkAsync(work.ConnectionId, projection.Name, all, token);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Lists anew what the nightly comparison covers. A pass that was cut off goes on; one that was cut off after its last
    /// stream has nothing left to read.
    /// </summary>
    private Task ReconcileAsync(RunWork work, CancellationToken cancellationToken) =>
        streamSync.ReadAsync(
            work,
            new Reading(Purposes.Reconcile, null, Relist: true),
            Reconciled(work).ToList(),
            cancellationToken
        );

    /// <summary>In the transaction that closes a run: the next comparison begins anew where this one came to its end.</summary>
    public Task EndPassAsync(RunWork work, CancellationToken cancellationToken) =>
        work.Run.Kind == RunKind.Reconcile
            ? streams.EndPassAsync(
                work.ConnectionId,
                Purposes.Reconcile,
                [.. Reconciled(work).Select(stream => stream.Name)],
                cancellationToken
            )
            : Task.CompletedTask;

    private static IEnumerable<SourceStream> Reconciled(RunWork work) =>
        work.Module.Streams.Where(stream => stream.Reconciled);
}

/// <summary>Another account answers than the one that was connected.</summary>
internal sealed class OtherAccountException(SyncFault fault) : Exception(fault.Message)
{
    public SyncFault Fault { get; } = fault;
}
