using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <param name="Failures">Runs in a row that failed before.</param>
internal sealed record Opened(RunWork Work, int Failures);

/// <summary>Turns a claim into a run.</summary>
internal sealed class RunOpening(
    IWorkspaceTransactions transactions,
    IWorkspaceReader workspaces,
    IRunStore runs,
    IRecordStore records,
    IConnectionAccess connections,
    Connectors connectors,
    RunEndings endings,
    IClockSkew skew,
    TimeProvider clock
)
{
    private static readonly TimeSpan PauseWithoutConnection = TimeSpan.FromMinutes(15);

    /// <returns>Null where nothing was to be done; the connection has been given back.</returns>
    /// <exception cref="LeaseLostException">The connection belongs to someone else.</exception>
    public Task<Opened?> OpenAsync(SyncLease lease, CancellationToken cancellationToken) =>
        transactions.RunAsync(TransactionKind.DeferredWrite, token => TakeAsync(lease, token), cancellationToken);

    private async Task<Opened?> TakeAsync(SyncLease lease, CancellationToken cancellationToken)
    {
        // Where days have to be marked, the run and its marks are one transaction.
        var commits = connectors.Find(lease.Provider) is { Projections.Count: 0 };
        var taken = await runs.TakeAsync(lease, commits, cancellationToken);
        if (taken.Fault is { } fault)
        {
            await FailAsync(lease, taken, SyncFaults.Of(fault), SyncFaults.StatusAfter(fault.Fault), cancellationToken);
            return null;
        }
        if (taken.Connection is not { } connection)
        {
            await runs.ReleaseAsync(lease, nextDue: null, cancellationToken);
            return null;
        }
        if (connectors.Find(connection.Provider) is not { } module)
        {
            await FailAsync(lease, taken, SyncFaults.NoProvider(connection.Provider), null, cancellationToken);
            return null;
        }
        IIntegrationAdapter adapter;
        try
        {
            adapter = module.Open(connection.Context);
        }
        catch (IntegrationException e)
        {
            await FailAsync(lease, taken, SyncFaults.Of(e), SyncFaults.StatusAfter(e.Fault), cancellationToken);
            return null;
        }
        var opened = taken.Opened ?? await OpenAsync(lease, connection, cancellationToken);
        if (opened.Run is not { } run)
        {
            await runs.ReleaseAsync(
                lease,
                await endings.NextDueAsync(lease, connection, cancellationToken),
                cancellationToken
            );
            return null;
        }
        var work = new RunWork(lease, run, connection, module, adapter, new StreamPositions(opened.Streams))
        {
            Skew = await skew.MeasureAsync(cancellationToken),
        };
        if (run is { Begun: true, Kind: RunKind.Scheduled or RunKind.Manual })
            await MarkNewDaysAsync(work, cancellationToken);
        return new Opened(work, opened.Failures);
    }

    private async Task<OpenedRun> OpenAsync(
        SyncLease lease,
        OpenConnection connection,
        CancellationToken cancellationToken
    )
    {
        var takesBackfill =
            lease.Lane == RunLane.Backfill && !await endings.IsSyncDueAsync(lease, connection, cancellationToken);
        return await runs.OpenAsync(lease, takesBackfill, cancellationToken);
    }

    /// <summary>Leaves a failed run behind where not even the connection can be opened.</summary>
    private async Task FailAsync(
        SyncLease lease,
        TakenConnection taken,
        SyncFault fault,
        ConnectionStatus? waits,
        CancellationToken cancellationToken
    )
    {
        if (taken.Opened is not { } opened)
            opened = await runs.OpenAsync(lease, takesBackfill: false, cancellationToken);
        else
            await runs.HoldAsync(lease, cancellationToken);
        var next = clock.GetUtcNow() + PauseWithoutConnection;
        if (waits is { } status)
            await connections.SetStatusAsync(lease.ConnectionId, status, fault.Code, fault.Message, cancellationToken);
        if (opened.Run is not { } run)
        {
            await runs.ReleaseAsync(lease, next, cancellationToken);
            return;
        }
        await runs.CloseAsync(
            lease,
            new(run.Id, RunStatus.Failed, fault, null, false, next, next, opened.Failures + 1, false, 0),
            ended: [],
            calls: default,
            cancellationToken
        );
    }

    /// <summary>Levels go on although nothing happens: days that began since the last sync are computed, too.</summary>
    private async Task MarkNewDaysAsync(RunWork work, CancellationToken cancellationToken)
    {
        if (work.Module.Projections.Count == 0)
            return;
        var last = await runs.LastSyncAsync(work.Lease, cancellationToken);
        var workspace = await workspaces.GetAsync(cancellationToken);
        var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
        var today = calendar.DateOf(clock.GetUtcNow());
        if (last is not { } before || calendar.DateOf(before) >= today)
            return;
        foreach (var projection in work.Module.Projections)
            await records.MarkAsync(
                work.ConnectionId,
                projection.Name,
                new DateRange(calendar.DateOf(before), today),
                cancellationToken
            );
    }
}
