using System.Collections.Concurrent;
using System.Globalization;
using static Nexus.Infrastructure.Storage.NumericSql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>From which table, and how, the values of a statement come.</summary>
internal enum SeriesShape
{
    /// <summary>Ready sums by day.</summary>
    RollupDay,

    /// <summary>Ready sums by month.</summary>
    RollupMonth,

    /// <summary>Points added by bucket.</summary>
    Sum,

    /// <summary>The latest point of each series in each bucket.</summary>
    Latest,

    /// <summary>One sum for the whole range; its points are not counted, only the series that have some.</summary>
    RangeSum,

    /// <summary>One sum for the whole range, and the points of the groups with the largest added by bucket.</summary>
    /// <remarks>
    /// They are grouped in the order in which they are found, which spares comparing names to sort them. Of one level a
    /// slot: its reader knows the currency, and answers leave it out.
    /// </remarks>
    TopSum,

    /// <summary>The latest point of each series in the range, put in its bucket.</summary>
    RangeLatest,

    /// <summary>No values: marks the buckets that hold provisional points.</summary>
    /// <remarks>Several slots may ask for one level, as the tiles of a dashboard do: its points are looked up once.</remarks>
    Provisional,

    /// <summary>What overrides change about ready sums.</summary>
    OverrideDelta,
}

/// <summary>What makes the text of a statement; everything else travels as parameters.</summary>
/// <param name="Filters">How many dimensions are filtered by.</param>
/// <param name="Overrides">Whether overrides are laid over the points.</param>
internal readonly record struct SeriesText(
    SeriesShape Shape,
    bool Grouped,
    bool GroupValues,
    int Filters,
    bool Overrides
);

/// <summary>Writes the few statements that read series.</summary>
/// <remarks>
/// Answers <c>slot, currency, group, bucket, value, points, provisional, overridden</c>, and
/// <see cref="SeriesShape.TopSum"/> <c>slot, group, bucket, value, points, overridden</c>; buckets count from 1, and 0
/// is the whole range beside them. Parameters:
/// <c>$1</c> workspace, <c>$2</c>–<c>$7</c> the levels as arrays (slot, metric, connection, granularity, dimension names,
/// currency), <c>$8</c> the starts of the buckets, <c>$9</c> and <c>$10</c> the range, <c>$11</c> the ends of the
/// buckets; then name of the grouping, its values or how many of them, and name and values of each filter. Points are looked up by series
/// and range, the shape that the index and row-level security both serve.
/// </remarks>
internal static class SeriesSql
{
    private static readonly ConcurrentDictionary<SeriesText, string> Texts = new();
    private static readonly string Added = Readable("sum(p.value)");

    public static string For(SeriesText text) => Texts.GetOrAdd(text, Write);

    private static string Write(SeriesText text) =>
        text.Shape switch
        {
            SeriesShape.RollupDay => Rollup("kpi_rollup_day", "day"),
            SeriesShape.RollupMonth => Rollup("kpi_rollup_month", "month"),
            SeriesShape.Sum => $"""
                {Picked(text)}
                select s.slot, s.currency, s.value, width_bucket(p.ts, $8), {Added}, count(*), false, {Any(text)}
                from picked s
                cross join lateral ({Points(text, "$9", "$10")}) p
                group by 1, 2, 3, 4
                """,
            SeriesShape.Latest => $"""
                {Picked(text)}
                select s.slot, s.currency, s.value, b.n::int, {Added}, count(*), false, {Any(text)}
                from picked s
                cross join unnest($8::timestamptz[], $11::timestamptz[]) with ordinality b(first, after, n)
                cross join lateral ({Points(text, "b.first", "b.after")} order by ts desc limit 1) p
                group by 1, 2, 3, 4
                """,
            SeriesShape.RangeSum => $"""
                {Picked(text)}
                select s.slot, s.currency, s.value, 1, {Readable("sum(p.total)")}, count(*), false, false
                from picked s
                cross join lateral (select sum(x.value) as total from ({Points(text, "$9", "$10")}) x) p
                where p.total is not null
                group by 1, 2, 3
                """,
            SeriesShape.TopSum => $"""
                {Picked(text)},
                totals as materialized (
                    select s.slot, s.value, sum(p.total) as total, count(*) as points
                    from picked s
                    cross join lateral (select sum(x.value) as total from ({Points(text, "$9", "$10")}) x) p
                    where p.total is not null
                    group by 1, 2),
                top as (
                    select slot, value, place from (
                        select slot, value, row_number() over (partition by slot order by total desc, value) as place
                        from totals) ranked
                    where place <= ${Top})
                select slot, value, 0, {Readable("total")}, points, false from totals
                union all
                select s.slot, s.value, width_bucket(p.ts, $8), {Added}, count(*), {Any(text)}
                from picked s
                join top t on t.slot = s.slot and t.value = s.value
                cross join lateral ({Points(text, "$9", "$10")}) p
                group by s.slot, t.place, width_bucket(p.ts, $8), s.value
                """,
            SeriesShape.RangeLatest => $"""
                {Picked(text)}
                select s.slot, s.currency, s.value, width_bucket(p.ts, $8), {Added}, count(*), false, {Any(text)}
                from picked s
                cross join lateral ({Points(text, "$9", "$10")} order by ts desc limit 1) p
                group by 1, 2, 3, 4
                """,
            SeriesShape.Provisional => $"""
                with asked as materialized (
                    select *, min(n) over (partition by metric, connection_id, granularity, names, currency) as first
                    from {Arrays} with ordinality q({Columns}, n)),
                {Picks(text, $"(select first as slot, {Level} from asked where n = first) q")},
                marked as (
                    select s.slot as first, s.currency, s.value, width_bucket(p.ts, $8) as bucket
                    from picked s
                    cross join lateral (
                        select p.ts from nexus.kpi_point p
                        where p.workspace_id = $1 and p.series_id = s.series_id and p.ts >= $9 and p.ts < $10
                            and not p.final
                        offset 0) p
                    group by 1, 2, 3, 4)
                select distinct a.slot, m.currency, m.value, m.bucket, 0::numeric, 0::bigint, true, false
                from marked m join asked a using (first)
                """,
            SeriesShape.OverrideDelta =>
                $"""
                {Picked(text)}
                select s.slot, s.currency, s.value, width_bucket(o.ts, $8),
                    {Readable(
                    "sum(o.value - coalesce(p.value, 0))"
                )}, count(*) filter (where p.value is null), false, true
                from picked s
                join nexus.kpi_override o on o.workspace_id = $1 and o.series_id = s.series_id and o.closed_at is null
                    and o.ts >= $9 and o.ts < $10
                left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts
                group by 1, 2, 3, 4
                """,
            _ => throw new ArgumentOutOfRangeException(nameof(text), text.Shape, "Not a shape."),
        };

    private static string Rollup(string table, string day) =>
        $"""
            select q.slot, r.currency, null::text, width_bucket(r.{day}, $8), {Readable(
                "sum(r.total)"
            )}, sum(r.points)::bigint, false, false
            from {Levels}
            join nexus.{table} r on r.workspace_id = $1 and r.metric = q.metric and r.connection_id = q.connection_id
                and r.granularity = q.granularity and r.dimension_names = q.names and r.currency = q.currency
                and r.{day} >= $9 and r.{day} < $10
            group by 1, 2, 4
            """;

    private const string Arrays = "unnest($2::int[], $3::text[], $4::int[], $5::smallint[], $6::text[], $7::text[])";

    private const string Level = "metric, connection_id, granularity, names, currency";

    private const string Columns = $"slot, {Level}";

    private const string Levels = $"{Arrays} q({Columns})";

    /// <summary>The series, chosen before any point is looked up: the planner would otherwise join points first.</summary>
    private static string Picked(SeriesText text) => $"with {Picks(text, Levels)}";

    /// <param name="levels">With the columns of <see cref="Columns"/>, under the name of <c>q</c>.</param>
    private static string Picks(SeriesText text, string levels)
    {
        var sql = $"""
            picked as materialized (
            select q.slot, s.series_id, s.currency, {Group(text)} as value
            from {levels}
            join nexus.kpi_series s on s.workspace_id = $1 and s.metric = q.metric and s.connection_id = q.connection_id
                and s.granularity = q.granularity and s.dimension_names = q.names and s.currency = q.currency
            """;
        var next = FirstFilter;
        if (text.Grouped)
        {
            sql +=
                $"\njoin nexus.kpi_series_dimension g on g.workspace_id = $1 and g.series_id = s.series_id and g.name = ${next++}";
            if (text.GroupValues)
                sql += $" and g.value = any (${next++})";
            if (text.Shape == SeriesShape.TopSum)
                next++;
        }
        for (var i = 0; i < text.Filters; i++)
        {
            var f = string.Create(CultureInfo.InvariantCulture, $"f{i}");
            sql +=
                $"\njoin nexus.kpi_series_dimension {f} on {f}.workspace_id = $1 and {f}.series_id = s.series_id"
                + $" and {f}.name = ${next++} and {f}.value = any (${next++})";
        }
        return sql + ")";
    }

    public const int FirstFilter = 12;

    /// <summary>Behind the name of the grouping.</summary>
    private const int Top = FirstFilter + 1;

    private static string Group(SeriesText text) => text.Grouped ? "g.value collate \"C\"" : "null::text";

    private static string Any(SeriesText text) => text.Overrides ? "bool_or(p.overridden)" : "false";

    private static string Points(SeriesText text, string from, string to) =>
        text.Overrides
            ? $"""
                select layered.ts, layered.value, layered.overridden from (
                    select p.ts, coalesce(o.value, p.value) as value, o.override_id is not null as overridden
                    from nexus.kpi_point p
                    left join nexus.kpi_override o
                        on o.workspace_id = $1 and o.series_id = p.series_id and o.ts = p.ts and o.closed_at is null
                    where p.workspace_id = $1 and p.series_id = s.series_id and p.ts >= {from} and p.ts < {to}
                    union all
                    select o.ts, o.value, true from nexus.kpi_override o
                    where o.workspace_id = $1 and o.series_id = s.series_id and o.ts >= {from} and o.ts < {to}
                        and o.closed_at is null
                        and not exists (
                            select from nexus.kpi_point p
                            where p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts)
                ) layered
                """
            : $"""
                select p.ts, p.value from nexus.kpi_point p
                where p.workspace_id = $1 and p.series_id = s.series_id and p.ts >= {from} and p.ts < {to}
                """;
}
