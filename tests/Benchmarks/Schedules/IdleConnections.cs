using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Npgsql;

namespace Nexus.Benchmarks.Schedules;

/// <param name="Started">How many were started, which is all that were due.</param>
/// <param name="Seconds">From the moment at which all were due to the start of the last.</param>
/// <param name="Lateness">The 99th percentile, in seconds.</param>
internal sealed record Burst(int Started, double Seconds, double Lateness);

/// <summary>Connections of a provider that does nothing, with their schedules, filled in by SQL.</summary>
internal sealed class IdleConnections(BenchmarkDatabase database)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public async Task FillAsync(int connections, int each, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            $"""
            insert into nexus.workspace (public_id, name, time_zone, currency, week_start, data_version, created_at)
            select gen_random_uuid(), 'Idle', 'UTC', 'USD', 1, 0, now() from generate_series(1, {connections / each});
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at, settings, schedule)
            select w.workspace_id, gen_random_uuid(), '{IdleConnector.Key}', 'Idle ' || n, '{IdleConnector.Account}_' || n, 'active',
                   now(), jsonb_build_object(), 'PT24H'
            from nexus.workspace w cross join generate_series(1, {each}) n where w.name = 'Idle';
            insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, next_due, lane, fence, failures)
            select workspace_id, connection_id, provider, true, now() + interval '1 day', 1, 0, 0
            from nexus.connection where provider = '{IdleConnector.Key}';
            """,
            cancellationToken
        );
        await database.ExecuteAsync(
            "vacuum analyze nexus.workspace, nexus.connection, nexus.sync_schedule",
            cancellationToken
        );
        await database.SettleAsync(cancellationToken);
    }

    /// <summary>Makes so many due at one moment, drawn from all workspaces, and waits until a node has started and ended them.</summary>
    public async Task<Burst> StartAsync(int due, CancellationToken cancellationToken)
    {
        var at = await database.AskAsync<DateTime>(
            $"""
            with chosen as (
                select workspace_id, connection_id from nexus.sync_schedule where provider = '{IdleConnector.Key}'
                order by hashint4(connection_id), connection_id limit {due}),
            made as (
                update nexus.sync_schedule s set next_due = now() + interval '2 seconds' from chosen c
                where s.workspace_id = c.workspace_id and s.connection_id = c.connection_id returning 1)
            select now() + interval '2 seconds' from made limit 1
            """,
            cancellationToken
        );
        while (await CountAsync("finished_at is not null", at, cancellationToken) < due)
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        await using var ask = database.Superuser.CreateCommand(
            """
            select count(*)::int, extract(epoch from max(started_at) - $1)::float8,
                   percentile_cont(0.99) within group (order by extract(epoch from started_at - $1)::float8)
            from nexus.sync_run where started_at >= $1
            """
        );
        ask.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at });
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(row.GetInt32(0), row.GetDouble(1), row.GetDouble(2));
    }

    private async Task<long> CountAsync(string which, DateTime since, CancellationToken cancellationToken)
    {
        await using var count = database.Superuser.CreateCommand(
            $"select count(*) from nexus.sync_run where started_at >= $1 and {which}"
        );
        count.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since });
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }
}
