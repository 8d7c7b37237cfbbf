using Nexus.Benchmarks.Running;
using Npgsql;

namespace Nexus.Benchmarks.Pages;

/// <summary>
/// Makes a demonstration's workspace as large as years of use would: everything that it has by day gets a past of two
/// years, and the advertising accounts get as many more campaigns and adverts as it takes. All sources, metrics and levels
/// of detail stay those of the demonstration, and totals stay the sums of their parts.
/// </summary>
internal static class DemoFill
{
    /// <param name="superuser">Of the demonstration's server; no wall holds it.</param>
    /// <param name="points">How many there shall be at least; where the past alone is more, no campaign is added.</param>
    /// <returns>How many points there are.</returns>
    public static async Task<long> RunAsync(NpgsqlDataSource superuser, int points, CancellationToken cancellationToken)
    {
        await using (var connection = await superuser.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await ExecuteAsync(
                connection,
                [KeepWritersOut, Past, "analyze nexus.kpi_point", Models],
                cancellationToken
            );
            var stored = await AskAsync(connection, CountPoints, cancellationToken);
            var modelled = await AskAsync(connection, CountModelled, cancellationToken);
            var copies = Math.Max(0, (points - stored + modelled - 1) / modelled);
            await using (var copy = new NpgsqlCommand(Copies, connection))
            {
                copy.Parameters.Add(new NpgsqlParameter<long> { TypedValue = copies });
                await copy.ExecuteNonQueryAsync(cancellationToken);
            }
            await ExecuteAsync(
                connection,
                [CopiedSeries, CopiedDimensions, CopiedPoints, Wholes, NoTotals, .. StoredTotals.Build, AdvanceVersion],
                cancellationToken
            );
            await transaction.CommitAsync(cancellationToken);
        }
        await using var settled = await superuser.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(settled, ["vacuum analyze", "checkpoint"], cancellationToken);
        return await AskAsync(settled, CountPoints, cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        IEnumerable<string> steps,
        CancellationToken cancellationToken
    )
    {
        foreach (var step in steps)
        {
            await using var command = new NpgsqlCommand(step, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<long> AskAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>As the product does it where totals are built anew: the demonstration goes on syncing.</summary>
    private const string KeepWritersOut = "select pg_advisory_xact_lock(workspace_id, 0) from nexus.workspace";

    /// <summary>Each daily series goes back as far as two years by repeating all that it has.</summary>
    private const string Past = """
        with told as (
            select s.workspace_id, s.series_id, min(p.ts) as first,
                   extract(day from max(p.ts) - min(p.ts))::int + 1 as days
            from nexus.kpi_series s join nexus.kpi_point p using (workspace_id, series_id)
            where s.granularity = 1
            group by 1, 2),
        horizon as (select date_trunc('day', now(), 'UTC') - interval '730 days' as start)
        insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id, final, metadata)
        select p.workspace_id, p.series_id, p.ts - make_interval(hours => 24 * told.days * n), p.value, p.batch_id, true,
               p.metadata
        from told
        cross join horizon
        join nexus.kpi_point p using (workspace_id, series_id)
        cross join lateral generate_series(1, extract(day from told.first - horizon.start)::int / told.days + 1) n
        where p.ts - make_interval(hours => 24 * told.days * n) >= horizon.start
        order by 1, 2, 3
        """;

    /// <summary>What an advertising account has by campaign or closer, and adds up.</summary>
    private const string Models = """
        create temporary table model on commit drop as
        select workspace_id, series_id from nexus.kpi_series
        where granularity = 1 and additive and 'campaign' = any (string_to_array(dimension_names, ','))
        """;

    private const string CountPoints = "select count(*) from nexus.kpi_point";

    private const string CountModelled =
        "select count(*) from nexus.kpi_point join model using (workspace_id, series_id)";

    /// <summary>$1 copies of each model.</summary>
    private const string Copies = """
        create temporary table copied on commit drop as
        select nextval(pg_get_serial_sequence('nexus.kpi_series', 'series_id'))::int as series_id, workspace_id, model, n
        from (select workspace_id, series_id as model from model order by 1, 2) m cross join generate_series(1, $1) n
        """;

    private const string CopiedSeries = """
        insert into nexus.kpi_series (workspace_id, series_id, connection_id, metric, granularity, dimension_hash,
                                      dimension_names, dimensions, currency, additive)
        select s.workspace_id, c.series_id, s.connection_id, s.metric, s.granularity, gen_random_uuid(), s.dimension_names,
               (select jsonb_object_agg(d.key, d.value || ' ' || c.n) from jsonb_each_text(s.dimensions) d), s.currency,
               s.additive
        from copied c join nexus.kpi_series s on s.workspace_id = c.workspace_id and s.series_id = c.model
        order by c.series_id
        """;

    private const string CopiedDimensions = """
        insert into nexus.kpi_series_dimension (workspace_id, series_id, name, value)
        select c.workspace_id, c.series_id, d.name, d.value || ' ' || c.n
        from copied c
        join nexus.kpi_series_dimension d on d.workspace_id = c.workspace_id and d.series_id = c.model
        order by 1, 2, 3
        """;

    /// <summary>The first copy does half of what its model did, the next a third, and so on; each is open to change on the same days.</summary>
    private const string CopiedPoints = """
        insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id, final, metadata)
        select c.workspace_id, c.series_id, p.ts, round(p.value / (c.n + 1), least(scale(p.value), 2)), p.batch_id, p.final,
               p.metadata
        from (select * from copied order by series_id) c
        cross join lateral (
            select * from nexus.kpi_point p where p.workspace_id = c.workspace_id and p.series_id = c.model order by p.ts) p
        """;

    /// <summary>What accounts tell of themselves as a whole, beside their campaigns.</summary>
    private const string Wholes = """
        update nexus.kpi_point p set value = sums.total
        from (
            select whole.workspace_id, whole.series_id, p.ts, sum(p.value) as total
            from nexus.kpi_series whole
            join nexus.kpi_series part using (workspace_id, connection_id, metric, granularity, currency)
            join nexus.kpi_point p on p.workspace_id = part.workspace_id and p.series_id = part.series_id
            where whole.granularity = 1 and whole.additive and whole.dimension_names = '' and part.dimension_names = 'campaign'
            group by 1, 2, 3) sums
        where p.workspace_id = sums.workspace_id and p.series_id = sums.series_id and p.ts = sums.ts
        """;

    private const string NoTotals = "delete from nexus.kpi_rollup_day; delete from nexus.kpi_rollup_month";

    private const string AdvanceVersion = "update nexus.workspace set data_version = data_version + 1";
}
