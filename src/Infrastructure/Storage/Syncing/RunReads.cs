using System.Text.Json;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Storage.Connections;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class RunReads(WorkspaceTransactions transactions) : IRunReads
{
    private const string Select = $"""
        select r.run_id, c.public_id, c.name, c.provider, r.kind, r.status, r.requested_by, r.queued_at, r.started_at,
               r.finished_at, r.parked_until, r.cancel_requested_at, r.cancel_requested_by, r.first_day, r.last_day, r.progress,
               r.pages, r.records_read, r.records_changed, r.records_rejected, r.points_changed, r.error_code, r.error_message,
               {LastSuccess.OfConnection}
        from nexus.sync_run r
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = r.connection_id
        where r.workspace_id = $1

        """;

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    /// <remarks>By the time of asking and not by id: not every id is made in the order of time.</remarks>
    public async Task<IReadOnlyList<RunState>> ListAsync(RunSearch search, CancellationToken cancellationToken)
    {
        await using var list = Session.Command(
            Select
                + """
                  and ($2::uuid is null or r.connection_id = (select connection_id from nexus.connection
                                                              where workspace_id = $1 and public_id = $2))
                  and ($3::text is null or r.status = $3) and ($4::text is null or r.kind = $4)
                  and ($5::uuid is null or (r.queued_at, r.run_id) < (select queued_at, run_id from nexus.sync_run
                                                                      where workspace_id = $1 and run_id = $5))
                order by r.queued_at desc, r.run_id desc limit $6
                """,
            Workspace,
            IdOrNull(search.Connection),
            TextOrNull(search.Status?.Name()),
            TextOrNull(search.Kind?.Name()),
            IdOrNull(search.After),
            Number(search.Limit)
        );
        return await ReadAsync(list, cancellationToken);
    }

    public async Task<RunState?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var find = Session.Command(Select + "and r.run_id = $2", Workspace, Id(id));
        return (await ReadAsync(find, cancellationToken)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<RunStreamState>> StreamsAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var list = Session.Command(
            """
            select stream, status, pages, records_read, records_changed, records_rejected, unknown_fields::text, notice,
                   error_code, error_message
            from nexus.sync_run_stream where workspace_id = $1 and run_id = $2
            union all
            select quiet.stream, 'complete', 0, 0, 0, 0, null, null, null, null
            from (select distinct unnest(r.quiet_streams) as stream from nexus.sync_run r
                  where r.workspace_id = $1 and r.run_id = $2) quiet
            where not exists (select from nexus.sync_run_stream t
                              where t.workspace_id = $1 and t.run_id = $2 and t.stream = quiet.stream)
            order by stream
            """,
            Workspace,
            Id(runId)
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var streams = new List<RunStreamState>();
        while (await row.ReadAsync(cancellationToken))
            streams.Add(
                new(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetInt64(2),
                    row.GetInt64(3),
                    row.GetInt64(4),
                    row.GetInt64(5),
                    Counts(row.TextOrNull(6)),
                    row.TextOrNull(7),
                    Fault(row, 8)
                )
            );
        return streams;
    }

    public async Task<IReadOnlyList<RejectKind>> RejectKindsAsync(
        Guid runId,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var list = Session.Command(
            """
            select stream, code, field, min(message), count(*) from nexus.rejected_record
            where workspace_id = $1 and run_id = $2
            group by stream, code, field order by count(*) desc, stream, code, field limit $3
            """,
            Workspace,
            Id(runId),
            Number(limit)
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var kinds = new List<RejectKind>();
        while (await row.ReadAsync(cancellationToken))
            kinds.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)));
        return kinds;
    }

    private static async Task<List<RunState>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<RunState>();
        while (await row.ReadAsync(cancellationToken))
            runs.Add(
                new(
                    row.GetGuid(0),
                    row.GetGuid(1),
                    row.GetString(2),
                    row.GetString(3),
                    RunNames.Parse<RunKind>(row.GetString(4)),
                    RunNames.Parse<RunStatus>(row.GetString(5)),
                    row.GetString(6),
                    row.Instant(7),
                    row.InstantOrNull(8),
                    row.InstantOrNull(9),
                    row.InstantOrNull(10),
                    row.InstantOrNull(11),
                    row.TextOrNull(12),
                    row.DayOrNull(13),
                    row.DayOrNull(14),
                    row.RealOrNull(15),
                    row.GetInt64(16),
                    row.GetInt64(17),
                    row.GetInt64(18),
                    row.GetInt64(19),
                    row.GetInt64(20),
                    Fault(row, 21),
                    row.InstantOrNull(23)
                )
            );
        return runs;
    }

    private static SyncFault? Fault(NpgsqlDataReader row, int column) =>
        row.TextOrNull(column) is { } code ? new(code, row.TextOrNull(column + 1) ?? "") : null;

    private static SortedDictionary<string, long> Counts(string? json) =>
        new(json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, long>>(json)!, StringComparer.Ordinal);

    private static NpgsqlParameter IdOrNull(Guid? id) =>
        new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)id ?? DBNull.Value };
}
