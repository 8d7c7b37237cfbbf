using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RejectedRecords(WorkspaceTransactions transactions, TimeProvider clock) : IRejectedRecords
{
    private const int LongestPayload = 64 * 1024;

    private const string Columns =
        "rejected_id, stream, code, field, message, payload, fetched_at, first_at, last_at, times, resolved_at, first_day, last_day";

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task KeepAsync(
        int connectionId,
        Guid runId,
        IReadOnlyList<RejectedData> records,
        DateRange? restated,
        CancellationToken cancellationToken
    )
    {
        var kept = records
            .Select(one => (One: one, Payload: one.Data.Payload.GetRawText(), Hash: Hash(one.Data.Payload)))
            .DistinctBy(one => (one.One.Data.Stream, Convert.ToHexString(one.Hash)))
            .ToList();
        await using var keep = Session.Command(
            """
            insert into nexus.rejected_record as r (workspace_id, connection_id, run_id, stream, payload_hash, payload, code, field,
                                                    message, fetched_at, first_at, last_at, times, object_id, is_cut,
                                                    first_day, last_day)
            select $1, $2, $3, i.stream, i.hash, i.payload, i.code, i.field, i.message, i.fetched, $11, $11, 1, i.object, i.cut,
                   $14, $15
            from unnest($4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
                        $12::text[], $13::boolean[])
                 as i(stream, hash, payload, code, field, message, fetched, object, cut)
            on conflict (workspace_id, connection_id, stream, payload_hash) do update
            set run_id = excluded.run_id, code = excluded.code, field = excluded.field, message = excluded.message,
                fetched_at = excluded.fetched_at, last_at = excluded.last_at, times = r.times + 1, resolved_at = null,
                first_day = coalesce(excluded.first_day, r.first_day), last_day = coalesce(excluded.last_day, r.last_day)
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
            Instant(clock.GetUtcNow()),
            Texts(kept.Select(one => one.One.Data.Id?.Replace('\0', '?'))),
            new NpgsqlParameter<bool[]> { TypedValue = [.. kept.Select(one => one.Payload.Length > LongestPayload)] },
            DayOrNull(restated?.First),
            DayOrNull(restated?.Last)
        );
        await keep.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task SupersedeAsync(
        int connectionId,
        string stream,
        DateRange restated,
        IReadOnlyList<RejectedData> again,
        CancellationToken cancellationToken
    )
    {
        await using var supersede = Session.Command(
            """
            update nexus.rejected_record
            set resolved_at = case when first_day >= $4 and last_day <= $5 then $7::timestamptz end,
                first_day = case when first_day >= $4 and last_day > $5 then $5::date + 1 else first_day end,
                last_day = case when last_day <= $5 and first_day < $4 then $4::date - 1 else last_day end
            where workspace_id = $1 and connection_id = $2 and stream = $3 and resolved_at is null
              and first_day <= $5 and last_day >= $4 and payload_hash <> all($6)
            """,
            Workspace,
            Number(connectionId),
            Text(stream),
            Day(restated.First),
            Day(restated.Last),
            new NpgsqlParameter<byte[][]> { TypedValue = [.. again.Select(one => Hash(one.Data.Payload))] },
            Instant(clock.GetUtcNow())
        );
        await supersede.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> HoldsNamelessAsync(
        int connectionId,
        string stream,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await using var find = Session.Command(
            """
            select exists (select from nexus.rejected_record
                           where workspace_id = $1 and connection_id = $2 and stream = $3 and object_id is null
                             and last_at >= $4 and resolved_at is null)
            """,
            Workspace,
            Number(connectionId),
            Text(stream),
            Instant(since)
        );
        return (bool)(await find.ExecuteScalarAsync(cancellationToken))!;
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
                    row.InstantOrNull(10),
                    row.DayOrNull(11) is { } first && row.DayOrNull(12) is { } last ? new DateRange(first, last) : null
                )
            );
        return kept;
    }

    /// <summary>Of what the provider sent: members of Nexus's own may differ each time.</summary>
    private static byte[] Hash(JsonElement payload)
    {
        if (
            payload.ValueKind != JsonValueKind.Object
            || !payload.EnumerateObject().Any(member => member.Name.StartsWith(RawData.Own, StringComparison.Ordinal))
        )
            return SHA256.HashData(Encoding.UTF8.GetBytes(payload.GetRawText()));
        var sent = JsonObject.Create(payload)!;
        foreach (var (name, _) in sent.ToList())
            if (name.StartsWith(RawData.Own, StringComparison.Ordinal))
                sent.Remove(name);
        return SHA256.HashData(Encoding.UTF8.GetBytes(sent.ToJsonString()));
    }

    /// <summary>Postgres takes no zero characters in texts, and JSON writes them as escapes anyway.</summary>
    private static string Shortened(string payload) =>
        payload.Length <= LongestPayload ? payload
        : char.IsHighSurrogate(payload[LongestPayload - 1]) ? payload[..(LongestPayload - 1)]
        : payload[..LongestPayload];
}
