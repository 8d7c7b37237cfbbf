namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>The statements that read points one by one.</summary>
internal static class PointSql
{
    private const string Columns = """
        select c.connection_id, c.public_id, c.provider, c.name,
               s.series_id, s.metric, s.granularity, s.dimensions::text, s.currency,
               x.ts, x.value, x.final, x.metadata::text,
               o.override_id, o.value, o.reason, o.actor, o.created_at
        """;

    /// <summary>Filters as parallel arrays ($6, $7) of names and values, matching all $8 names.</summary>
    private const string MatchesFilters = """
        and ($8 = 0 or $8 = (
            select count(distinct d.name) from unnest($6::text[], $7::text[]) f(name, value)
            join nexus.kpi_series_dimension d
              on d.workspace_id = $1 and d.series_id = s.series_id and d.name = f.name and d.value = f.value))
        """;

    private const string From = "case when s.granularity = 0 then $9::timestamptz else $11::timestamptz end";
    private const string To = "case when s.granularity = 0 then $10::timestamptz else $12::timestamptz end";

    /// <summary>Points of one series with those that only an override makes; <c>extra</c> narrows both.</summary>
    private static string Points(string columns, string pointExtra, string overrideExtra) =>
        $"""
            select p.ts, p.value, p.final, {columns} from nexus.kpi_point p
            where p.workspace_id = $1 and p.series_id = s.series_id and p.ts >= {From} and p.ts < {To} {pointExtra}
            union all
            select o.ts, null, true, {columns.Replace("p.metadata", "null::jsonb", StringComparison.Ordinal).Replace(
                "p.batch_id",
                "null::int",
                StringComparison.Ordinal
            )}
            from nexus.kpi_override o
            where o.workspace_id = $1 and o.series_id = s.series_id and o.closed_at is null
              and o.ts >= {From} and o.ts < {To} {overrideExtra}
              and not exists (
                  select from nexus.kpi_point p
                  where p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts)
            """;

    private const string Shown = """
        left join nexus.kpi_override o
          on o.workspace_id = $1 and o.series_id = s.series_id and o.ts = x.ts and o.closed_at is null
        """;

    /// <summary>
    /// $2 metric, $3 connections, $4 granularity, $5 currency, $6–$8 filters, $9–$12 the range as instants and as dates,
    /// $13 and $14 the point to go on after, $15 the limit. Each series gives at most a page, in the order of its index.
    /// </summary>
    public static readonly string List = $"""
        {Columns}, null::int, null, null, null::timestamptz, null::uuid, null, null, null::bigint, null::timestamptz
        from nexus.kpi_series s
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = s.connection_id
        cross join lateral (
            {Points(
            "p.metadata, p.batch_id",
            "and p.ts >= $13 and (p.ts > $13 or s.series_id > $14)",
            "and o.ts >= $13 and (o.ts > $13 or s.series_id > $14)"
        )}
            order by ts limit $15) x
        {Shown}
        where s.workspace_id = $1 and ($2::text is null or s.metric = $2)
          and ($3::int[] is null or s.connection_id = any ($3))
          and ($4::smallint is null or s.granularity = $4)
          and ($5::text is null or s.currency = $5)
          {MatchesFilters}
        order by x.ts, s.series_id
        limit $15
        """;

    /// <summary>$2–$5 and $13 the levels as arrays; $6–$12 as in <see cref="List"/>; $15 the limit.</summary>
    public static readonly string Behind = BehindWith("");

    /// <summary>As <see cref="Behind"/>, with the latest point of each series only.</summary>
    public static readonly string BehindLatest = BehindWith("order by ts desc limit 1");

    private static string BehindWith(string ending) =>
        $"""
            {Columns},
               b.batch_id, b.kind, b.actor, b.at, i.import_id, i.file_name, i.sha256, i.bytes, i.uploaded_at,
               b.run_id, b.origin, b.page
            from unnest($2::text[], $3::int[], $4::smallint[], $5::text[], $13::text[])
                 q(metric, connection_id, granularity, names, currency)
            join nexus.kpi_series s on s.workspace_id = $1 and s.metric = q.metric and s.connection_id = q.connection_id
                and s.granularity = q.granularity and s.dimension_names = q.names and s.currency = q.currency
            join nexus.connection c on c.workspace_id = $1 and c.connection_id = s.connection_id
            cross join lateral ({Points("p.metadata, p.batch_id", "", "")} {ending}) x
            {Shown}
            left join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = x.batch_id
            left join nexus.import i on i.workspace_id = $1 and i.import_id = b.import_id
            where $14 = 0 {MatchesFilters}
            order by x.ts, s.series_id
            limit $15
            """;

    public const string Reach = """
        with levels as materialized (
            select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency, bool_and(s.additive) as additive
            from nexus.kpi_series s where s.workspace_id = $1 group by 1, 2, 3, 4, 5)
        select l.metric, c.connection_id, c.public_id, c.provider, c.name, l.granularity, l.dimension_names, l.currency,
               l.additive, coalesce(r.last, p.last)
        from levels l
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = l.connection_id
        left join lateral (
            select r.day::timestamp at time zone 'UTC' as last from nexus.kpi_rollup_day r
            where r.workspace_id = $1 and r.metric = l.metric and r.connection_id = l.connection_id
              and r.granularity = l.granularity and r.dimension_names = l.dimension_names and r.currency = l.currency
            order by r.day desc limit 1) r on l.additive and l.granularity > 0
        left join lateral (
            select max(x.ts) as last from nexus.kpi_series s
            cross join lateral (
                select p.ts from nexus.kpi_point p where p.workspace_id = $1 and p.series_id = s.series_id
                order by p.ts desc limit 1) x
            where s.workspace_id = $1 and s.metric = l.metric and s.connection_id = l.connection_id
              and s.granularity = l.granularity and s.dimension_names = l.dimension_names
              and s.currency = l.currency) p on not (l.additive and l.granularity > 0)
        """;
}
