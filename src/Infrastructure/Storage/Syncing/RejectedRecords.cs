using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Syncing;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RejectedRecords(WorkspaceTransactions transactions, TimeProvider clock) : IRejectedRecords
{
    private const int LongestPayload = 64 * 1024;

    private const string Columns =
        "rejected_id, stream, code, field, message, payload, fetched_at, first_at, last_at, times, resolved_at";

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task KeepAsync(
        int connectionId,
        Guid runId,
        IReadOnlyList<RejectedData> records,
        CancellationToken cancellationToken
    )
    {
        var kept = records
            .Select(one => (One: one, Payload: one.Data.Payload.GetRawText()))
            .Select(one => (one.One, one.Payload, Hash: SHA256.HashData(Encoding.UTF8.GetBytes(one.Payload))))
            .DistinctBy(one => (one.One.Data.Stream, Convert.ToHexString(one.Hash)))
            .ToList();
        await using var keep = Session.Command(
            """
            insert into nexus.rejected_record as r (workspace_id, connection_id, run_id, stream, payload_hash, payload, code, field,
                                                    message, fetched_at, first_at, last_at, times)
            select $1, $2, $3, i.stream, i.hash, i.payload, i.code, i.field, i.message, i.fetched, $11, $11, 1
            from unnest($4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[])
                 as i(stream, hash, payload, code, field, message, fetched)
            on conflict (workspace_id, connection_id, stream, payload_hash) do update
            set run_id = excluded.run_id, code = excluded.code, field = excluded.field, message = excluded.message,
                fetched_at = excluded.fetched_at, last_at = excluded.last_at, times = r.times + 1, resolved_at = null
            """,
            Workspace,
            Number(connectionId),
            Id(runId),
            Texts(kept.Select(one => one.One.Data.Stream)),
            new NpgsqlParameter<byte[][]> { TypedValue = [.. kept.Select(one => one.Hash)] },
            Texts(kept.Select(one => Shortened(one.Payload))),
            Texts(kept.Select(one => one.One.Code)),
            Texts(kept.Select(one => one.One.Field)),
            Texts(kept.Select(one => one.One.Message)),
            RecordColumns.Instants(kept.Select(one => (DateTimeOffset?)one.One.Data.FetchedAt)),
            Instant(clock.GetUtcNow())
        );
        await keep.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<IReadOnlyList<KeptReject>> ListAsync(
        int connectionId,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            $"""
            select {Columns} from nexus.rejected_record
            where workspace_id = $1 and connection_id = $2 and rejected_id > $3 and resolved_at is null
            order by rejected_id limit $4
            """,
            Number(connectionId),
            after,
            limit,
            cancellationToken
        );

    public Task<IReadOnlyList<KeptReject>> ListOfRunAsync(
        Guid runId,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            $"""
            select {Columns} from nexus.rejected_record
            where workspace_id = $1 and run_id = $2 and rejected_id > $3 order by rejected_id limit $4
            """,
            Id(runId),
            after,
            limit,
            cancellationToken
        );

    public async Task ResolveAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        await using var resolve = Session.Command(
            "update nexus.rejected_record set resolved_at = $3 where workspace_id = $1 and rejected_id = any($2)",
            Workspace,
            new NpgsqlParameter<long[]> { TypedValue = [.. numbers] },
            Instant(clock.GetUtcNow())
        );
        await resolve.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<KeptReject>> ReadAsync(
        string sql,
        NpgsqlParameter of,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(sql, Workspace, of, Long(after), Number(limit));
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        var kept = new List<KeptReject>();
        while (await row.ReadAsync(cancellationToken))
            kept.Add(
                new(
                    row.GetInt64(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5),
                    row.Instant(6),
                    row.Instant(7),
                    row.Instant(8),
                    row.GetInt64(9),
                    row.InstantOrNull(10)
                )
            );
        return kept;
    }

    /// <summary>Postgres takes no zero characters in texts, and JSON writes them as escapes anyway.</summary>
    private static string Shortened(string payload) =>
        payload.Length <= LongestPayload ? payload
        : char.IsHighSurrogate(payload[LongestPayload - 1]) ? payload[..(LongestPayload - 1)]
        : payload[..LongestPayload];
}
