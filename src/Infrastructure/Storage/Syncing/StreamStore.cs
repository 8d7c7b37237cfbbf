using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class StreamStore(WorkspaceTransactions transactions, TimeProvider clock) : IStreamStore
{
    /// <summary>$1 workspace, $2 connection, $3 stream, $4 purpose, $5 checkpoint, $6 complete or null, $7 saw data, $8 now.</summary>
    public const string Move = """
        insert into nexus.connection_stream as s (workspace_id, connection_id, stream, purpose, checkpoint, complete,
                                                  has_data, access, updated_at)
        values ($1, $2, $3, $4, $5, coalesce($6, false), $7, 'granted', $8)
        on conflict (workspace_id, connection_id, stream, purpose) do update
        set checkpoint = excluded.checkpoint, complete = coalesce($6, s.complete), has_data = s.has_data or $7,
            access = 'granted', updated_at = excluded.updated_at
        """;

    /// <summary>$1 workspace, $2 connection, $3 purpose, $4 streams, $5 now.</summary>
    private const string Restart = """
        update nexus.connection_stream set checkpoint = null, complete = false, updated_at = $5
        where workspace_id = $1 and connection_id = $2 and purpose = $3 and stream = any($4)
        """;

    /// <summary>Only where each of them has been read to its end.</summary>
    private const string WhereAllEnded = """

          and cardinality($4) = (select count(*) from nexus.connection_stream s
                                 where s.workspace_id = $1 and s.connection_id = $2 and s.purpose = $3
                                   and s.stream = any($4) and s.complete)
        """;

    /// <summary>Notes when everything had been read once, unless it is noted: $1 workspace, $2 connection, $3 when.</summary>
    public const string SyncedSince = """
        update nexus.connection set synced_since = $3
        where workspace_id = $1 and connection_id = $2 and synced_since is null
        """;

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public Task MoveAsync(
        int connectionId,
        string stream,
        string purpose,
        string? checkpoint,
        bool? complete,
        bool sawData,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync(
            Move,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Text(stream),
            Text(purpose),
            TextOrNull(checkpoint),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Boolean, Value = (object?)complete ?? DBNull.Value },
            Flag(sawData),
            Instant(clock.GetUtcNow())
        );

    public Task RestartAsync(
        int connectionId,
        string purpose,
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) => PutBackAsync(Restart, connectionId, purpose, streams, cancellationToken);

    public Task EndPassAsync(
        int connectionId,
        string purpose,
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) => PutBackAsync(Restart + WhereAllEnded, connectionId, purpose, streams, cancellationToken);

    private Task PutBackAsync(
        string sql,
        int connectionId,
        string purpose,
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync(
            sql,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Text(purpose),
            Texts(streams),
            Instant(clock.GetUtcNow())
        );

    public Task DenyAsync(
        int connectionId,
        string stream,
        string purpose,
        bool passes,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync(
            """
            insert into nexus.connection_stream (workspace_id, connection_id, stream, purpose, complete, has_data, access, updated_at)
            values ($1, $2, $3, $4, $6, false, 'denied', $5)
            on conflict (workspace_id, connection_id, stream, purpose) do update
            set access = 'denied', complete = $6 or connection_stream.complete, updated_at = excluded.updated_at
            """,
            cancellationToken,
            Workspace,
            Number(connectionId),
            Text(stream),
            Text(purpose),
            Instant(clock.GetUtcNow()),
            Flag(passes)
        );

    public Task SetSyncedSinceAsync(int connectionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(SyncedSince, cancellationToken, Workspace, Number(connectionId), Instant(at));

    public Task CutAsync(Guid runId, IReadOnlyList<DateRange> slices, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            insert into nexus.backfill_slice (workspace_id, run_id, slice_no, first_day, last_day)
            select $1, $2, number - 1, first_day, last_day
            from unnest($3::date[], $4::date[]) with ordinality as s(first_day, last_day, number)
            """,
            cancellationToken,
            Workspace,
            Id(runId),
            Days(slices.Select(slice => slice.First)),
            Days(slices.Select(slice => slice.Last))
        );

    public async Task<IReadOnlyList<Slice>> SlicesAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(
            """
            select slice_no, first_day, last_day, done_at is not null from nexus.backfill_slice
            where workspace_id = $1 and run_id = $2 order by slice_no
            """,
            Workspace,
            Id(runId)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var slices = new List<Slice>();
        while (await row.ReadAsync(cancellationToken))
            slices.Add(new(row.GetInt32(0), new(row.Day(1), row.Day(2)), row.GetBoolean(3)));
        return slices;
    }

    public async Task EndSliceAsync(int connectionId, Guid runId, int number, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        batch.Add(
            "update nexus.backfill_slice set done_at = $4 where workspace_id = $1 and run_id = $2 and slice_no = $3",
            Workspace,
            Id(runId),
            Number(number),
            Instant(clock.GetUtcNow())
        );
        batch.Add(
            """
            update nexus.connection_stream set checkpoint = null, complete = false
            where workspace_id = $1 and connection_id = $2 and purpose = 'backfill'
            """,
            Workspace,
            Number(connectionId)
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = Session.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
