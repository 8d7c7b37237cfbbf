using System.Globalization;
using System.Text.Json;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RunStore(
    NpgsqlDataSource source,
    WorkspaceTransactions transactions,
    SyncOptions options,
    TimeProvider clock
) : IRunStore
{
    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task<OpenedRun> OpenAsync(SyncLease lease, bool takesBackfill, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var batch = Session.Batch();
        batch.Add(RunSql.HoldEnabled, [.. Place(lease), Interval(options.Lease)]);
        batch.Add(
            RunSql.TakeOver,
            Number(lease.Workspace.Value),
            Number(lease.ConnectionId),
            Long(lease.Fence),
            Text(options.Node),
            Id(Guid.CreateVersion7(now))
        );
        batch.Add(RunSql.Pick, [.. Place(lease), Flag(takesBackfill)]);
        batch.Add(
            RunSql.OpenNew,
            [
                .. Place(lease),
                Id(Guid.CreateVersion7(now)),
                Number((int)lease.Lane),
                Text(Requester),
                Flag(lease.Lane == RunLane.Backfill && !takesBackfill),
            ]
        );
        batch.Add(RunSql.Positions, Workspace, Number(lease.ConnectionId));
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new LeaseLostException();
        var failures = row.GetInt32(0);
        await row.NextResultAsync(cancellationToken);
        var run = await RunAsync(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        run ??= await RunAsync(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        var positions = new List<StreamPosition>();
        while (await row.ReadAsync(cancellationToken))
            positions.Add(
                new(row.GetString(0), row.GetString(1), row.TextOrNull(2), row.GetBoolean(3), row.GetBoolean(4))
            );
        return new(run, failures, positions);
    }

    public async Task HoldAsync(SyncLease lease, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        batch.Add(WriterLocks.Enter, Workspace, Number(lease.ConnectionId));
        batch.Add(RunSql.NoStandstill, Text(Milliseconds(options.Lease * 2)));
        batch.Add(RunSql.Hold, [.. Place(lease), Interval(options.Lease)]);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new LeaseLostException();
    }

    public async Task<RunSign> LookAsync(SyncLease lease, Guid runId, bool renew, CancellationToken cancellationToken)
    {
        await using var session = await WorkspaceSession.OpenAsync(
            source,
            lease.Workspace,
            readOnly: !renew,
            cancellationToken
        );
        await using var batch = session.Batch();
        batch.Add(RunSql.Look, Number(lease.Workspace.Value), Number(lease.ConnectionId), Id(runId));
        if (renew)
            batch.Add(RunSql.Beat, [.. Place(lease), Interval(options.Lease)]);
        RunSign sign;
        await using (var row = await batch.ExecuteReaderAsync(cancellationToken))
        {
            sign =
                !await row.ReadAsync(cancellationToken)
                || row.GetInt64(0) != lease.Fence
                || row.TextOrNull(1) != options.Node
                    ? RunSign.Lost
                : row.GetBoolean(2) ? RunSign.Cancel
                : RunSign.GoOn;
        }
        await session.CommitAsync();
        return sign;
    }

    public async Task CountAsync(Guid runId, string stream, StreamCounts counts, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        batch.Add(
            RunSql.CountRun,
            Workspace,
            Id(runId),
            Long(counts.Pages),
            Long(counts.Read),
            Long(counts.Changed),
            Long(counts.Rejected),
            Long(counts.PointsChanged),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Double, Value = (object?)counts.Progress ?? DBNull.Value }
        );
        batch.Add(
            RunSql.CountStream,
            Workspace,
            Id(runId),
            Text(stream),
            Text(counts.Status),
            Long(counts.Pages),
            Long(counts.Read),
            Long(counts.Changed),
            Long(counts.Rejected),
            new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Jsonb,
                Value = counts.UnknownFields.Count == 0 ? DBNull.Value : JsonSerializer.Serialize(counts.UnknownFields),
            },
            TextOrNull(counts.Notice),
            TextOrNull(counts.Fault?.Code),
            TextOrNull(counts.Fault?.Message)
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<DateTimeOffset?> LastSyncAsync(SyncLease lease, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(
            RunSql.LastSync,
            Workspace,
            Number(lease.ConnectionId),
            Long(lease.Fence)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.InstantOrNull(0);
    }

    public async Task CloseAsync(SyncLease lease, RunEnding ending, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        batch.Add(
            RunSql.End,
            Workspace,
            Id(ending.RunId),
            Text(ending.Status.Name()),
            InstantOrNull(ending.ParkedUntil),
            TextOrNull(ending.Fault?.Code),
            TextOrNull(ending.Fault?.Message),
            Long(ending.PointsChanged)
        );
        batch.Add(
            RunSql.GiveBack,
            [
                .. Place(lease),
                InstantOrNull(ending.NextDue),
                InstantOrNull(ending.HoldsBack ? ending.ParkedUntil : null),
                Number(ending.Failures),
            ]
        );
        if (ending.BroughtUpToDate)
            batch.Add(
                "update nexus.connection set last_success_at = $3 where workspace_id = $1 and connection_id = $2",
                Workspace,
                Number(lease.ConnectionId),
                Instant(clock.GetUtcNow())
            );
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new LeaseLostException();
    }

    public async Task ReleaseAsync(SyncLease lease, DateTimeOffset? nextDue, CancellationToken cancellationToken)
    {
        await using var release = Session.Command(
            RunSql.GiveBack,
            [.. Place(lease), InstantOrNull(nextDue), InstantOrNull(null), NoNumber()]
        );
        await release.ExecuteNonQueryAsync(cancellationToken);
    }

    private const string Requester = "scheduler";

    private NpgsqlParameter[] Place(SyncLease lease) =>
        [Number(lease.Workspace.Value), Number(lease.ConnectionId), Long(lease.Fence), Text(options.Node)];

    private static async Task<StartedRun?> RunAsync(NpgsqlDataReader row, CancellationToken cancellationToken) =>
        await row.ReadAsync(cancellationToken)
            ? new(
                row.GetGuid(0),
                RunNames.Parse<RunKind>(row.GetString(1)),
                row.GetString(2),
                row.GetInt32(3),
                row.GetBoolean(4),
                (int)row.GetInt64(5),
                row.DayOrNull(6),
                row.DayOrNull(7)
            )
            : null;

    private static NpgsqlParameter NoNumber() => new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = DBNull.Value };

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
