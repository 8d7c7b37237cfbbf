using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Computes the KPIs of days that records changed, and stores them in place of what was there.</summary>
/// <remarks>
/// Reading and computing happen in a read-only transaction, so that nobody waits for them; what is stored is stored under
/// the fence. In between nothing can have changed: only the holder of the lease stores records, and days that were marked
/// anew meanwhile stay marked.
/// </remarks>
internal sealed class Projecting(
    IWorkspaceTransactions transactions,
    IWorkspaceReader workspaces,
    IRunStore runs,
    IRecordStore records,
    IRateTable rates,
    IConnectionAccess connections,
    IPointIngest ingest,
    SyncOptions options,
    IFailpoints failpoints,
    TimeProvider clock
)
{
    /// <summary>Marking again while it computes is rare; whatever is left is computed by the next run.</summary>
    private const int Rounds = 3;

    private int _nextAfter = -1;

    /// <summary>Computes in the middle of a long run, in growing steps, so that dashboards fill early and little is computed twice.</summary>
    public async Task EveryFewPagesAsync(RunWork work, CancellationToken cancellationToken)
    {
        var pages = work.Tally.Page - work.Run.Pages;
        if (_nextAfter < 0)
            _nextAfter = options.PagesToFirstProjection;
        if (pages < _nextAfter)
            return;
        _nextAfter = pages * 2;
        await RunAsync(work, cancellationToken);
    }

    /// <summary>Computes whatever is marked.</summary>
    /// <exception cref="LeaseLostException">Another node holds the connection; nothing was stored.</exception>
    public async Task RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        if (work.Module.Projections.Count == 0)
            return;
        for (var round = 0; round < Rounds; round++)
        {
            var dirty = await transactions.ReadAsync(
                token => records.DirtyAsync(work.ConnectionId, token),
                cancellationToken
            );
            if (dirty.Count == 0)
                return;
            foreach (var days in dirty)
                await ProjectAsync(work, days, cancellationToken);
        }
    }

    /// <summary>What a projection is asked with, in the transaction that is open.</summary>
    public async Task<ProjectionRequest> RequestAsync(
        OpenConnection connection,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        var workspace = await workspaces.GetAsync(cancellationToken);
        var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
        return new(
            days,
            calendar.DateOf(clock.GetUtcNow()),
            calendar,
            workspace.Currency,
            connection.Context.Settings,
            records.Reader(connection.ConnectionId),
            await rates.ReadAsync(cancellationToken),
            connection.SyncedSince
        );
    }

    private async Task ProjectAsync(RunWork work, DirtyDays dirty, CancellationToken cancellationToken)
    {
        var projection = work.Module.Projections.FirstOrDefault(one => one.Name == dirty.Projection);
        var points = projection is null ? [] : await ComputeAsync(work, projection, dirty.Days, cancellationToken);
        await transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                await records.ClearAsync(work.ConnectionId, dirty, token);
                if (projection is not null)
                    work.Tally.AddPoints(await WriteAsync(work, projection, dirty.Days, points, token));
                await failpoints.ReachedAsync(Failpoint.BeforeProjectionCommit, token);
            },
            cancellationToken
        );
        await failpoints.ReachedAsync(Failpoint.AfterProjectionCommit, cancellationToken);
    }

    private Task<List<KpiData>> ComputeAsync(
        RunWork work,
        IRecordProjection projection,
        DateRange days,
        CancellationToken cancellationToken
    ) =>
        transactions.ReadAsync(
            async token =>
            {
                // Asked anew: the run itself may just have read everything for the first time.
                var connection = await connections.OpenAsync(work.ConnectionId, token) ?? work.Connection;
                var request = await RequestAsync(connection, days, token);
                var points = new List<KpiData>();
                await foreach (var point in projection.ProjectAsync(request, token))
                    points.Add(point);
                return points;
            },
            cancellationToken
        );

    private async Task<long> WriteAsync(
        RunWork work,
        IRecordProjection projection,
        DateRange days,
        List<KpiData> points,
        CancellationToken cancellationToken
    )
    {
        var outcome = await ingest.WriteAsync(
            new IngestRequest(work.Source, IngestMode.Replace, "sync", null, work.Run.RequestedBy, work.Definition)
            {
                ConnectionId = work.ConnectionId,
                RunId = work.Run.Id,
                Origin = projection.Name,
                Replaces = new(projection.Metrics, days),
            },
            PointBatches.Of(points),
            cancellationToken
        );
        return outcome.Inserted + outcome.Updated + outcome.Deleted;
    }
}
