using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>Reads through cursors of the server, so that a projection may read one stream while it reads another.</summary>
internal sealed class RecordReader(WorkspaceSession session, int connectionId) : IRecordReader
{
    private const int AtATime = 2_000;

    private int _cursors;

    public IAsyncEnumerable<SourceRecord> ReadAsync(
        string stream,
        (DateTimeOffset From, DateTimeOffset To)? occurred,
        CancellationToken cancellationToken
    ) =>
        FetchAsync(
            $"""
            select {RecordColumns.All} from nexus.source_record
            where workspace_id = $1 and connection_id = $2 and stream = $3
              {(occurred is null ? "" : "and occurred_at >= $4 and occurred_at < $5")}
            order by group_key collate "C", object_id collate "C"
            """,
            [.. Place(stream), .. occurred is { } range ? new[] { Instant(range.From), Instant(range.To) } : []],
            RecordColumns.Read,
            cancellationToken
        );

    /// <remarks>
    /// States that say the same as the one before are one state, whichever was stored first; the earliest of a record has
    /// held from its beginning.
    /// </remarks>
    public async IAsyncEnumerable<RecordState> ReadHistoryAsync(
        string stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        RecordState? last = null;
        await foreach (
            var state in FetchAsync(
                """
                select stream, object_id, version, payload, deleted, occurred_at, group_key, since
                from nexus.source_record_state
                where workspace_id = $1 and connection_id = $2 and stream = $3
                order by group_key collate "C", object_id collate "C", version
                """,
                Place(stream),
                row =>
                {
                    var record = RecordColumns.Read(row);
                    return new RecordState(record with { ChangedAt = null }, record.ChangedAt);
                },
                cancellationToken
            )
        )
        {
            var sameRecord = last is not null && last.Record.Id == state.Record.Id;
            if (sameRecord && last!.Record with { Version = 0 } == state.Record with { Version = 0 })
                continue;
            last = state;
            yield return sameRecord ? state : state with { Since = null };
        }
    }

    private async IAsyncEnumerable<T> FetchAsync<T>(
        string sql,
        NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var cursor = $"records_{++_cursors}";
        await using (var declare = session.Command($"declare {cursor} no scroll cursor for {sql}", parameters))
            await declare.ExecuteNonQueryAsync(cancellationToken);
        var rows = new List<T>(AtATime);
        do
        {
            rows.Clear();
            await using (var fetch = session.Command($"fetch forward {AtATime} from {cursor}"))
            await using (var row = await fetch.ExecuteReaderAsync(cancellationToken))
            {
                while (await row.ReadAsync(cancellationToken))
                    rows.Add(read(row));
            }
            foreach (var one in rows)
                yield return one;
        } while (rows.Count == AtATime);
        await using var close = session.Command($"close {cursor}");
        await close.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlParameter[] Place(string stream) =>
        [Number(session.Workspace.Value), Number(connectionId), Text(stream)];
}
