using System.Globalization;
using System.Text.Json;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Storage.Connections;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RunStore(
    NpgsqlDataSource source,
    WorkspaceTransactions transactions,
    ConnectionAccess connections,
    SyncOptions options,
    TimeProvider clock
) : IRunStore
{
    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    private NpgsqlParameter Standstill =>
        Text(((long)(options.Lease * 2).TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

    public async Task<TakenConnection> TakeAsync(SyncLease lease, bool commits, CancellationToken cancellationToken)
    {
        // A commit that is cut off midway would leave open whether it happened.
        if (commits)
            cancellationToken = CancellationToken.None;
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var opens = lease.Lane != RunLane.Backfill;
        var statements = new List<NpgsqlBatchCommand>();
        connections.Ask(statements, lease.ConnectionId);
        if (opens)
        {
            AddEntry(statements, lease, unflushed: commits);
            statements.Add(RunSql.OpenFresh, [.. Place(lease), Id(id), Number((int)lease.Lane), Text(Requester)]);
            statements.Add(RunSql.Positions, Workspace, Number(lease.ConnectionId));
        }
        await using var row = await Session.ReadAsync(statements, last: commits && opens, cancellationToken);
        var (connection, fault) = await connections.ReadAsync(row, lease.ConnectionId, cancellationToken);
        if (!opens)
            return new(connection, fault, null);
        await row.NextResultAsync(cancellationToken);
        var failures = await HeldAsync(row, cancellationToken);
        if (row.TextOrNull(1) is not { } kind)
            return new(connection, fault, null);
        await row.NextResultAsync(cancellationToken);
        var run = new StartedRun(
            id,
            RunNames.Parse<RunKind>(kind),
            Requester,
            Attempts: 1,
            Begun: true,
            Pages: 0,
            Read: 0,
            Rejected: 0,
            FirstDay: null,
            LastDay: null
        )
        {
            IsFresh = true,
        };
        var positions = await PositionsAsync(row, cancellationToken);
        await FinishAsync(row, cancellationToken);
        return new(connection, fault, new(run, failures, positions));
    }

    public async Task<OpenedRun> OpenAsync(SyncLease lease, bool takesBackfill, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var statements = new List<NpgsqlBatchCommand>();
        AddEntry(statements, lease);
        statements.Add(RunSql.Keep, Place(lease));
        statements.Add(
            RunSql.TakeOver,
            Number(lease.Workspace.Value),
            Number(lease.ConnectionId),
            Long(lease.Fence),
            Text(options.Node),
            Id(Guid.CreateVersion7(now))
        );
        statements.Add(RunSql.Pick, [.. Place(lease), Flag(takesBackfill), Number((int)lease.Lane)]);
        statements.Add(
            RunSql.OpenNew,
            [
                .. Place(lease),
                Id(Guid.CreateVersion7(now)),
                Number((int)lease.Lane),
                Text(Requester),
                Flag(lease.Lane == RunLane.Backfill && !takesBackfill),
            ]
        );
        statements.Add(RunSql.Positions, Workspace, Number(lease.ConnectionId));
        await using var row = await Session.ReadAsync(statements, last: false, cancellationToken);
        var failures = await HeldAsync(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        var run = await RunAsync(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        run ??= await RunAsync(row, cancellationToken);
        await row.NextResultAsync(cancellationToken);
        return new(run, failures, await PositionsAsync(row, cancellationToken));
    }

    private static async Task<IReadOnlyList<StreamPosition>> PositionsAsync(
        NpgsqlDataReader row,
        CancellationToken cancellationToken
    )
    {
        var positions = new List<StreamPosition>();
        while (await row.ReadAsync(cancellationToken))
            positions.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.TextOrNull(2),
                    row.GetBoolean(3),
                    row.GetBoolean(4),
                    row.GetBoolean(5)
                )
            );
        return positions;
    }

    public async Task HoldAsync(SyncLease lease, CancellationToken cancellationToken)
    {
        var statements = new List<NpgsqlBatchCommand>();
        AddEntry(statements, lease);
        statements.Add(RunSql.Hold, [.. Place(lease), Interval(options.Lease)]);
        await using var row = await Session.ReadAsync(statements, last: false, cancellationToken);
        await HeldAsync(row, cancellationToken);
    }

    /// <remarks>The lock of writers comes before that of the row: whoever keeps writers out changes rows, too.</remarks>
    private void AddEntry(List<NpgsqlBatchCommand> statements, SyncLease lease, bool unflushed = false)
    {
        if (unflushed)
            statements.Add(RunSql.EnterUnflushed, Workspace, Number(lease.ConnectionId));
        else
            statements.Add(RunSql.Enter, Standstill, Workspace, Number(lease.ConnectionId));
    }

    /// <returns>Runs in a row that failed before.</returns>
    private static async Task<int> HeldAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        await row.NextResultAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? row.GetInt32(0) : throw new LeaseLostException();
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
        {
            batch.Add(RunSql.NoStandstill, Standstill);
            batch.Add(RunSql.Beat, [.. Place(lease), Interval(options.Lease)]);
        }
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
        if (counts.Pages > 0)
            batch.Add(
                RunSql.CountRun,
                Workspace,
                Id(runId),
                Long(counts.Pages),
                Long(counts.Read),
                Long(counts.Changed),
                Long(counts.Rejected),
                Long(counts.PointsChanged),
                RealOrNull(counts.Progress)
            );
        AddCount(batch, runId, stream, counts);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private void AddCount(NpgsqlBatch batch, Guid runId, string stream, StreamCounts counts) =>
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

    public async Task CountCallsAsync(SyncLease lease, Guid runId, MadeCalls calls, CancellationToken cancellationToken)
    {
        await using var count = Session.Command(
            RunSql.CountCalls,
            [
                .. Place(lease),
                Id(runId),
                Long(calls.Count),
                Long((long)calls.Took.TotalMilliseconds),
                RealOrNull(calls.QuotaUsed),
            ]
        );
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ProgressAsync(Guid runId, double done, CancellationToken cancellationToken)
    {
        await using var say = Session.Command(
            RunSql.Progress,
            Workspace,
            Id(runId),
            new NpgsqlParameter<double> { TypedValue = done }
        );
        await say.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<DateTimeOffset?> LastSyncAsync(SyncLease lease, CancellationToken cancellationToken)
    {
        var find = new List<NpgsqlBatchCommand>();
        find.Add(RunSql.LastSync, Workspace, Number(lease.ConnectionId), Long(lease.Fence));
        await using var row = await Session.ReadAsync(find, last: false, cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.InstantOrNull(0);
    }

    public async Task<RunStatus> CloseAsync(
        SyncLease lease,
        RunEnding ending,
        IReadOnlyCollection<StreamEnd> ended,
        MadeCalls calls,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var statements = new List<NpgsqlBatchCommand>();
        AddEntry(statements, lease, unflushed: ending.FoundNothing);
        statements.Add(RunSql.KeepOrFail, Place(lease));
        AddEnds(statements, lease, [.. ended.Where(stream => stream.Moved || !ending.BroughtUpToDate)]);
        statements.Add(
            RunSql.End,
            Workspace,
            Id(ending.RunId),
            Text(ending.Status.Name()),
            InstantOrNull(ending.ParkedUntil),
            TextOrNull(ending.Fault?.Code),
            TextOrNull(ending.Fault?.Message),
            Long(ending.PointsChanged),
            Long(calls.Count),
            Long((long)calls.Took.TotalMilliseconds),
            RealOrNull(calls.QuotaUsed),
            Texts(ended.Select(stream => stream.Position.Stream))
        );
        statements.Add(
            RunSql.GiveBack,
            [
                .. Place(lease),
                InstantOrNull(ending.NextDue),
                InstantOrNull(ending.HoldsBack ? ending.ParkedUntil : null),
                Number(ending.Failures),
                InstantOrNull(ending.EventsAfter),
                InstantOrNull(ending.BroughtUpToDate ? now : null),
            ]
        );
        if (ending is { BroughtUpToDate: true, IsFirst: true })
            statements.Add(StreamStore.SyncedSince, Workspace, Number(lease.ConnectionId), Instant(now));
        if (ending is { Status: RunStatus.Succeeded, FoundNothing: false })
            statements.Add(RunSql.CloseOverrides, Workspace, Id(ending.RunId));
        try
        {
            await using var row = await Session.ReadAsync(statements, last: true, cancellationToken);
            await HeldAsync(row, cancellationToken);
            await row.NextResultAsync(cancellationToken);
            var status = await row.ReadAsync(cancellationToken)
                ? RunNames.Parse<RunStatus>(row.GetString(0))
                : ending.Status;
            await FinishAsync(row, cancellationToken);
            return status;
        }
        catch (PostgresException e) when (e.SqlState == RunSql.LeaseLost)
        {
            throw new LeaseLostException();
        }
    }

    /// <remarks>What comes behind the answers may fail, too, and is not thrown by whoever stops reading.</remarks>
    private static async Task FinishAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        while (await row.NextResultAsync(cancellationToken)) { }
    }

    private void AddEnds(List<NpgsqlBatchCommand> statements, SyncLease lease, IReadOnlyCollection<StreamEnd> ended)
    {
        if (ended.Count == 0)
            return;
        // In one order, so that no two writers wait for each other.
        var streams = ended
            .Select(stream => stream.Position)
            .OrderBy(position => position.Stream, StringComparer.Ordinal)
            .ToList();
        statements.Add(
            RunSql.EndStreams,
            Workspace,
            Number(lease.ConnectionId),
            Texts(streams.Select(stream => stream.Stream)),
            Texts(streams.Select(stream => stream.Purpose)),
            Texts(streams.Select(stream => stream.Checkpoint)),
            Instant(clock.GetUtcNow())
        );
    }

    public async Task ReleaseAsync(SyncLease lease, DateTimeOffset? nextDue, CancellationToken cancellationToken)
    {
        var statements = new List<NpgsqlBatchCommand>();
        statements.Add(RunSql.NoStandstill, Standstill);
        statements.Add(
            RunSql.GiveBack,
            [
                .. Place(lease),
                InstantOrNull(nextDue),
                InstantOrNull(null),
                NoNumber(),
                InstantOrNull(null),
                InstantOrNull(null),
            ]
        );
        await using var row = await Session.ReadAsync(statements, last: true, cancellationToken);
        await FinishAsync(row, cancellationToken);
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
                row.GetInt64(6),
                row.GetInt64(7),
                row.DayOrNull(8),
                row.DayOrNull(9)
            )
            {
                Doubted = await row.GetFieldValueAsync<string[]>(10, cancellationToken),
                Noted = await row.GetFieldValueAsync<string[]>(11, cancellationToken),
            }
            : null;

    private static NpgsqlParameter NoNumber() => new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = DBNull.Value };
}
