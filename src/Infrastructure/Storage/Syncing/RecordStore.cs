using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RecordStore(WorkspaceTransactions transactions, TimeProvider clock) : IRecordStore
{
    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task<IReadOnlyList<RecordChange>> StoreAsync(
        int connectionId,
        Guid runId,
        IReadOnlyList<FetchedRecord> records,
        IReadOnlySet<string> history,
        CancellationToken cancellationToken
    )
    {
        var stored = await FindAsync(connectionId, records, cancellationToken);
        var merge = new RecordMerge(stored, history);
        foreach (var record in records)
            merge.Add(record);
        await WriteAsync(connectionId, runId, merge, cancellationToken);
        return merge.Changes;
    }

    public async Task<(long Held, long Unseen)> CountUnseenAsync(
        int connectionId,
        string stream,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await using var count = Session.Command(
            """
            select count(*), count(*) filter (where seen_at < $4) from nexus.source_record
            where workspace_id = $1 and connection_id = $2 and stream = $3 and not deleted
            """,
            Workspace,
            Number(connectionId),
            Text(stream),
            Instant(since)
        );
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    public async Task SeeAsync(
        int connectionId,
        IReadOnlyCollection<(string Stream, string Id)> objects,
        CancellationToken cancellationToken
    )
    {
        await using var see = Session.Command(
            """
            update nexus.source_record r set seen_at = $5
            from unnest($3::text[], $4::text[]) as i(stream, id)
            where r.workspace_id = $1 and r.connection_id = $2 and r.stream = i.stream and r.object_id = i.id
            """,
            Workspace,
            Number(connectionId),
            Texts(objects.Select(one => one.Stream)),
            Texts(objects.Select(one => one.Id)),
            Instant(clock.GetUtcNow())
        );
        await see.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RecordChange>> SweepAsync(
        int connectionId,
        Guid runId,
        string stream,
        DateTimeOffset since,
        bool keepsHistory,
        CancellationToken cancellationToken
    )
    {
        var gone = new List<SourceRecord>();
        await using (
            var find = Session.Command(
                $"""
                select {RecordColumns.All} from nexus.source_record
                where workspace_id = $1 and connection_id = $2 and stream = $3 and not deleted and seen_at < $4
                """,
                Workspace,
                Number(connectionId),
                Text(stream),
                Instant(since)
            )
        )
        {
            await using var row = await find.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                gone.Add(RecordColumns.Read(row));
        }
        // Whatever the provider says of them later is newer than their absence.
        var deleted = gone.ConvertAll(record => new FetchedRecord(
            record with
            {
                Version = record.Version + 1,
                Deleted = true,
                ChangedAt = null,
            },
            since
        ));
        return await StoreAsync(
            connectionId,
            runId,
            deleted,
            keepsHistory ? new HashSet<string>(StringComparer.Ordinal) { stream } : new HashSet<string>(),
            cancellationToken
        );
    }

    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync(
        int connectionId,
        string stream,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(
            """
            select object_id, version from nexus.source_record
            where workspace_id = $1 and connection_id = $2 and stream = $3 and object_id = any($4)
            """,
            Workspace,
            Number(connectionId),
            Text(stream),
            Texts(ids)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellationToken))
            versions[row.GetString(0)] = row.GetInt64(1);
        return versions;
    }

    public IRecordReader Reader(int connectionId) => new RecordReader(Session, connectionId);

    public async Task MarkAsync(
        int connectionId,
        string projection,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        await using var mark = Session.Command(
            """
            insert into nexus.projection_dirty as d (workspace_id, connection_id, projection, first_day, last_day)
            values ($1, $2, $3, $4, $5)
            on conflict (workspace_id, connection_id, projection) do update
            set first_day = least(d.first_day, excluded.first_day), last_day = greatest(d.last_day, excluded.last_day)
            """,
            Workspace,
            Number(connectionId),
            Text(projection),
            Day(days.First),
            Day(days.Last)
        );
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DirtyDays>> DirtyAsync(int connectionId, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(
            """
            select projection, first_day, last_day, xmin::text || ':' || ctid::text from nexus.projection_dirty
            where workspace_id = $1 and connection_id = $2 order by projection
            """,
            Workspace,
            Number(connectionId)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var dirty = new List<DirtyDays>();
        while (await row.ReadAsync(cancellationToken))
            dirty.Add(new(row.GetString(0), new(row.Day(1), row.Day(2)), row.GetString(3)));
        return dirty;
    }

    public async Task ClearAsync(int connectionId, DirtyDays days, CancellationToken cancellationToken)
    {
        await using var clear = Session.Command(
            """
            delete from nexus.projection_dirty
            where workspace_id = $1 and connection_id = $2 and projection = $3 and xmin::text || ':' || ctid::text = $4
            """,
            Workspace,
            Number(connectionId),
            Text(days.Projection),
            Text(days.Mark)
        );
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Dictionary<(string, string), SourceRecord>> FindAsync(
        int connectionId,
        IReadOnlyList<FetchedRecord> records,
        CancellationToken cancellationToken
    )
    {
        var keys = records.Select(one => (one.Record.Stream, one.Record.Id)).Distinct().ToList();
        // While a first sync fills the table nothing is known of it, and a join reads all that the connection has, for
        // every page anew. The first row at or after a key is what only the primary key can find.
        await using var find = Session.Command(
            $"""
            select r.* from unnest($3::text[], $4::text[]) as wanted(of_stream, of_id)
            cross join lateral (
                select {RecordColumns.All} from nexus.source_record
                where workspace_id = $1 and (connection_id, stream, object_id) >= ($2, of_stream, of_id)
                order by connection_id, stream, object_id
                limit 1) r
            where r.stream = of_stream and r.object_id = of_id
            """,
            Workspace,
            Number(connectionId),
            Texts(keys.Select(key => key.Stream)),
            Texts(keys.Select(key => key.Id))
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var stored = new Dictionary<(string, string), SourceRecord>();
        while (await row.ReadAsync(cancellationToken))
        {
            var record = RecordColumns.Read(row);
            stored[(record.Stream, record.Id)] = record;
        }
        return stored;
    }

    private async Task WriteAsync(int connectionId, Guid runId, RecordMerge merge, CancellationToken cancellationToken)
    {
        await using var batch = Session.Batch();
        var current = merge.Current;
        batch.Add(
            """
            insert into nexus.source_record as r (workspace_id, connection_id, stream, object_id, version, payload, deleted,
                                                  occurred_at, group_key, changed_at, seen_at, run_id)
            select $1, $2, i.stream, i.id, i.version, i.payload, i.deleted, i.occurred, i.grouped, i.changed, $11, $12
            from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[], $8::timestamptz[], $9::text[],
                        $10::timestamptz[]) as i(stream, id, version, payload, deleted, occurred, grouped, changed)
            on conflict (workspace_id, connection_id, stream, object_id) do update
            set version = excluded.version, payload = excluded.payload, deleted = excluded.deleted,
                occurred_at = excluded.occurred_at, group_key = excluded.group_key, changed_at = excluded.changed_at,
                seen_at = excluded.seen_at, run_id = excluded.run_id
            """,
            [
                Workspace,
                Number(connectionId),
                .. RecordColumns.Arrays(current),
                RecordColumns.Instants(current.Select(record => record.ChangedAt)),
                Instant(clock.GetUtcNow()),
                Id(runId),
            ]
        );
        var states = merge.States;
        if (states.Count > 0)
            batch.Add(
                """
                insert into nexus.source_record_state (workspace_id, connection_id, stream, object_id, version, payload, deleted,
                                                       occurred_at, group_key, since)
                select $1, $2, i.stream, i.id, i.version, i.payload, i.deleted, i.occurred, i.grouped, i.since
                from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[], $8::timestamptz[], $9::text[],
                            $10::timestamptz[]) as i(stream, id, version, payload, deleted, occurred, grouped, since)
                on conflict do nothing
                """,
                [
                    Workspace,
                    Number(connectionId),
                    .. RecordColumns.Arrays([.. states.Select(state => state.Record)]),
                    RecordColumns.Instants(states.Select(state => (DateTimeOffset?)state.Since)),
                ]
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
