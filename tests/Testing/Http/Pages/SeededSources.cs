using System.Globalization;
using Npgsql;

namespace Nexus.Testing.Http.Pages;

/// <summary>Connections with a month of runs behind them, written straight into the tables: for pages to show.</summary>
public static class SeededSources
{
    /// <summary>One that works, one whose sign-in has ended, one with trouble, and one that is paused.</summary>
    /// <returns>Ids of the connections by name, and of the newest run of each.</returns>
    public static async Task<IReadOnlyDictionary<string, SeededSource>> AddAsync(PagesFixture nexus)
    {
        await using var source = NpgsqlDataSource.Create(nexus.Database.Administrator);
        var seeded = new Dictionary<string, SeededSource>(StringComparer.Ordinal);
        foreach (var one in Sources)
        {
            var id = Guid.CreateVersion7();
            await using var add = source.CreateCommand(Add);
            foreach (
                var value in new object?[]
                {
                    nexus.Workspace.Id.Value,
                    id,
                    one.Provider,
                    one.Name,
                    one.Status,
                    one.Code,
                    one.Message,
                    one.Status == "active",
                    one.Pattern,
                }
            )
                add.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            await add.ExecuteNonQueryAsync();
            await using var newest = source.CreateCommand(
                "select r.run_id from nexus.sync_run r join nexus.connection c using (workspace_id, connection_id) "
                    + $"where c.public_id = '{id.ToString("D", CultureInfo.InvariantCulture)}' order by r.queued_at desc limit 1"
            );
            seeded[one.Name] = new(id, (Guid)(await newest.ExecuteScalarAsync())!);
        }
        return seeded;
    }

    private static readonly Source[] Sources =
    [
        new("stripe", "Shop payments", "active", null, null, 0),
        new(
            "google-analytics",
            "Website traffic",
            "needs_reauthorisation",
            "credential_refused",
            "Google no longer accepts what was granted: it was withdrawn, or the password was changed. Connect again.",
            2
        ),
        new("meta-ads", "Social campaigns", "active", null, null, 1),
        new("notion", "Editorial calendar", "paused", null, null, 0),
    ];

    /// <summary>$9: 0 for runs that succeed, 1 for some that are partly done, 2 for some that fail, of late all of them.</summary>
    private const string Add = """
        with c as (
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, status_code,
                                          status_message, created_at, last_success_at, settings, schedule)
            values ($1, $2, $3, $4, 'acct_' || $2, $5, $6, $7, now() - interval '60 days',
                    now() - case when $9 = 2 then interval '3 days' else interval '25 minutes' end, '{}', 'PT1H')
            returning connection_id),
        s as (
            insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, next_due, lane, fence, failures)
            select $1, connection_id, $3, $8, case when $8 then now() + interval '35 minutes' end, 1, 0, 0 from c),
        r as (
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, started_at,
                                        finished_at, attempts, pages, records_read, records_changed, records_rejected,
                                        points_changed, calls, call_milliseconds, quota_used, error_code, error_message)
            select $1, gen_random_uuid(), c.connection_id, 'scheduled', o.status, 'scheduler', o.at, o.at, o.at + interval '48 s', 1,
                   12, 1180, 42, case o.status when 'partial' then 3 else 0 end, 37, 12, 12 * (180 + 40 * (o.n % 7)),
                   case when $3 = 'meta-ads' then 0.375 end,
                   case when o.status = 'failed' then 'credential_refused' end,
                   case when o.status = 'failed' then 'The sign-in was refused. Connect again.' end
            from c, (select n, now() - n * interval '6 hours' - interval '25 minutes' as at,
                            case when $9 = 2 and n < 12 then 'failed' when $9 > 0 and n % 9 = 0 then 'partial' else 'succeeded' end as status
                     from generate_series(0, 27 * 4) n where n % 41 <> 5 and n not between 60 and 64) o
            returning run_id, connection_id, queued_at, status),
        p as (
            insert into nexus.sync_run_stream (workspace_id, run_id, stream, status, pages, records_read, records_changed,
                                               records_rejected, unknown_fields)
            select $1, run_id, x.stream, case when status = 'failed' then 'failed' else 'complete' end, 6, 590, 21, 0, '{}'
            from r, (values ('charges'), ('invoices')) x (stream))
        insert into nexus.rejected_record (workspace_id, connection_id, run_id, stream, payload_hash, payload, code, field, message,
                                           fetched_at, first_at, last_at, times)
        select $1, connection_id, run_id, 'charges', sha256((run_id::text || n)::bytea), '{}', 'field_missing',
               'items.data[0].price.unit_amount', 'The field is missing, and the amount cannot be told without it.',
               queued_at, queued_at, queued_at, n
        from r, generate_series(1, 3) n where status = 'partial'
        """;

    private sealed record Source(
        string Provider,
        string Name,
        string Status,
        string? Code,
        string? Message,
        int Pattern
    );
}

/// <param name="Id">Of the connection.</param>
/// <param name="NewestRun">The run that was asked for last.</param>
public sealed record SeededSource(Guid Id, Guid NewestRun);
