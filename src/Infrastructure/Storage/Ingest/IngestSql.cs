using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>The statements of an ingest. Parameters unless it says otherwise: $1 workspace, $2 connection, $3 batch, $4 the workspace's zone.</summary>
/// <remarks>
/// Why an anti-join with a plain insert and an update, and not <c>on conflict do update</c>: the latter locks and logs
/// every row it meets, changed or not (docs/benchmarks.md has the numbers).
/// </remarks>
internal static class IngestSql
{
    /// <summary>For points of which no two share series and time.</summary>
    private const string AsStaged = "select series_id, ts, value, open, metadata, line, roll from pg_temp.staged_point";

    /// <summary>One row per series and time: values add up where the metric adds, else the last line wins.</summary>
    private static string Sums(StagedPoints staged) =>
        $"""
            select series_id, ts, {NumericSql.Readable("sum(value)")} as value, {(
                staged.HasMarks ? Marks : NoMarks
            )}, min(line) as line, min(roll) as roll
            from pg_temp.staged_point {(staged.Lasts ? "where roll > 0" : "")} group by series_id, ts
            """;

    private static string Lasts(StagedPoints staged) =>
        $"""
            select distinct on (series_id, ts) series_id, ts, value, open, metadata, line, roll
            from pg_temp.staged_point {(staged.Adds ? "where roll = 0" : "")} order by series_id, ts, line desc
            """;

    private const string Marks = """
        bool_or(open) as open,
        (array_agg(metadata order by line desc, metadata) filter (where metadata is not null))[1] as metadata
        """;

    private const string NoMarks = "null::boolean as open, null::jsonb as metadata";

    /// <summary>Points of the file, and among them those that are new or differ from what is stored.</summary>
    private static string Compared(StagedPoints staged) =>
        $"""
            with incoming as {(staged.HasUniqueKeys ? "not" : "")} materialized ({(
                staged.HasUniqueKeys ? AsStaged
                : staged is { Adds: true, Lasts: true } ? $"{Sums(staged)} union all ({Lasts(staged)})"
                : staged.Lasts ? Lasts(staged)
                : Sums(staged)
            )}),
            delta as materialized (
                select i.series_id, i.ts, i.value, i.open is not true as final, i.metadata, i.line, i.roll,
                       p.value as old_value, p.final as old_final, p.metadata as old_metadata,
                       p.batch_id as old_batch_id, p.series_id is null as is_new
                from incoming i
                left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = i.series_id and p.ts = i.ts
                where p.series_id is null or p.value is distinct from i.value or p.final = (i.open is true)
                   or p.metadata is distinct from i.metadata
                order by i.series_id, i.ts)
            """;

    private static string Counts(StagedPoints staged) =>
        $"""
            select {(staged.HasUniqueKeys ? $"{staged.Rows}::bigint" : "(select count(*) from incoming)")} as points,
                   (select count(*) from delta where is_new) as added,
                   (select count(*) from delta where not is_new) as changed
            """;

    private const string InsertNew = """
        , inserted as (
            insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id, final, metadata)
            select $1, series_id, ts, value, $3, final, metadata from delta where is_new)
        """;

    private const string UpdateChanged = """
        , updated as (
            update nexus.kpi_point p set value = d.value, batch_id = $3, final = d.final, metadata = d.metadata
            from delta d where not d.is_new and p.workspace_id = $1 and p.series_id = d.series_id and p.ts = d.ts)
        , audited as (
            insert into nexus.kpi_point_change (workspace_id, series_id, ts, old_value, old_final, old_metadata,
                                                new_value, new_final, new_metadata, old_batch_id, batch_id, at)
            select $1, series_id, ts, old_value, old_final, old_metadata, value, final, metadata, old_batch_id, $3, now()
            from delta where not is_new)
        """;

    /// <summary>The change that each written point makes to the sum and the count of its day and month.</summary>
    private const string WrittenMoves = """
        , moves as (select roll, ts, value - coalesce(old_value, 0) as amount, is_new::int as points from delta)
        """;

    private const string AddedMoves = """
        , moves as (select roll, ts, value as amount, 1 as points from delta where is_new)
        """;

    /// <summary>Sums a CTE <c>moves(roll, ts, amount, points)</c> by day.</summary>
    /// <param name="zone">The parameter with the workspace's zone.</param>
    /// <param name="rolls">The parameter with <see cref="StagedPoints.Rolls"/>.</param>
    /// <remarks>Adding up by time first leaves few rows to name and to date.</remarks>
    private static string DaysOfRolls(string zone, string rolls) =>
        $"""
            , times as (
                select roll, ts, sum(amount) as amount, sum(points) as points from moves where roll > 0 group by roll, ts)
            , days as (
                select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                       (m.ts at time zone case when s.granularity = 0 then {zone} else 'UTC' end)::date as day,
                       sum(m.amount) as amount, sum(m.points) as points
                from times m
                join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = ({rolls}::int[])[m.roll]
                group by 1, 2, 3, 4, 5, 6)
            """;

    /// <summary>Sums a CTE <c>moves(series_id, ts, amount, points)</c> by day.</summary>
    private const string DaysOfSeries = """
        , days as (
            select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                   (m.ts at time zone case when s.granularity = 0 then $4 else 'UTC' end)::date as day,
                   sum(m.amount) as amount, sum(m.points) as points
            from moves m
            join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = m.series_id
            where s.additive
            group by 1, 2, 3, 4, 5, 6)
        """;

    /// <summary>Carries a CTE <c>days</c> into the rollups.</summary>
    private const string RollDays = """
        , rolled_days as (
            insert into nexus.kpi_rollup_day as r (workspace_id, metric, connection_id, granularity, dimension_names,
                                                   currency, day, total, points)
            select $1, metric, connection_id, granularity, dimension_names, currency, day, amount, points from days
            order by metric, connection_id, granularity, dimension_names, currency, day
            on conflict (workspace_id, metric, connection_id, granularity, dimension_names, currency, day)
            do update set total = r.total + excluded.total, points = r.points + excluded.points)
        , rolled_months as (
            insert into nexus.kpi_rollup_month as r (workspace_id, metric, connection_id, granularity, dimension_names,
                                                     currency, month, total, points)
            select $1, metric, connection_id, granularity, dimension_names, currency, date_trunc('month', day)::date,
                   sum(amount), sum(points)
            from days group by 2, 3, 4, 5, 6, 7
            order by 2, 3, 4, 5, 6, 7
            on conflict (workspace_id, metric, connection_id, granularity, dimension_names, currency, month)
            do update set total = r.total + excluded.total, points = r.points + excluded.points)
        """;

    /// <summary>Carries a CTE <c>moves(series_id, ts, amount, points)</c> into the rollups of additive series.</summary>
    public const string RollUp = DaysOfSeries + RollDays;

    /// <summary>Stores points of which none is stored and no two share series and time, in the order of the table's key ($2: the batch).</summary>
    public const string InsertAll = """
        insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id, final, metadata)
        select $1, series_id, ts, value, $2, open is not true, metadata from pg_temp.staged_point order by place
        """;

    /// <summary>Adds up the same points. Parameters: $1 workspace, $2 zone, $3 <see cref="StagedPoints.Rolls"/>.</summary>
    public static string RollUpAll =>
        """
            with moves as (select roll, ts, value as amount, 1 as points from pg_temp.staged_point)
            """
        + DaysOfRolls("$2", "$3")
        + RollDays
        + " select count(*) from days";

    public static string Upsert(StagedPoints staged) =>
        Compared(staged)
        + InsertNew
        + UpdateChanged
        + WrittenMoves
        + DaysOfRolls("$4", "$5")
        + RollDays
        + Counts(staged);

    /// <summary>Adds what is new and keeps a record of each stored point that the file would have changed ($6: the import).</summary>
    public static string Append(StagedPoints staged) =>
        Compared(staged)
        + InsertNew
        + AddedMoves
        + DaysOfRolls("$4", "$5")
        + RollDays
        + """
            , conflicts as (
                insert into nexus.import_conflict (workspace_id, import_id, series_id, ts, line, stored_value, file_value)
                select $1, $6, series_id, ts, line, old_value, value from delta where not is_new
                on conflict do nothing)
            """
        + Counts(staged);

    public static string CountOnly(StagedPoints staged) => Compared(staged) + Counts(staged);

    /// <summary>
    /// The stored points of the source that the file, in the metrics, grains and dates that it covers, does not have.
    /// </summary>
    private const string Absent = """
        with covered as (
            select s.metric, s.granularity, min(p.ts) as first, max(p.ts) as last
            from pg_temp.staged_point p
            join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = p.series_id
            group by 1, 2)
        , absent as materialized (
            select p.series_id, p.ts, p.value, p.final, p.metadata, p.batch_id
            from covered c
            join nexus.kpi_series s on s.workspace_id = $1 and s.connection_id = $2 and s.metric = c.metric
                                   and s.granularity = c.granularity
            join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = s.series_id
                                  and p.ts >= c.first and p.ts <= c.last
            where not exists (select from pg_temp.staged_point i where i.series_id = p.series_id and i.ts = p.ts))
        """;

    /// <summary>
    /// The series of metrics ($5), and of a table what they have on days ($6 to $7). Hours are those of the
    /// workspace's days; what is coarser counts if its span overlaps them, so that a month is found from any of its days.
    /// Where they are not null, only of a granularity ($8) and names of dimensions ($9), with one value ($11) of a dimension
    /// ($10), and without some ($13) of another ($12).
    /// </summary>
    /// <param name="table">One with rows of series and times, which the statement calls <c>p</c>.</param>
    public static string OfDays(string table) =>
        $"""
            from nexus.kpi_series s
            join nexus.workspace w on w.workspace_id = $1
            join nexus.{table} p on p.workspace_id = $1 and p.series_id = s.series_id
             and p.ts >= ((case s.granularity
                               when 2 then $6::date - (extract(dow from $6::date)::int - w.week_start + 7) % 7
                               when 3 then date_trunc('month', $6::date)::date
                               when 4 then date_trunc('quarter', $6::date)::date
                               when 5 then date_trunc('year', $6::date)::date
                               else $6::date end)::timestamp
                          at time zone case when s.granularity = 0 then $4 else 'UTC' end)
             and p.ts < (($7::date + 1)::timestamp at time zone case when s.granularity = 0 then $4 else 'UTC' end)
            where s.workspace_id = $1 and s.connection_id = $2 and s.metric = any($5)
              and ($8::smallint is null or s.granularity = $8 and s.dimension_names = $9)
              and ($10::text is null or exists (
                    select from nexus.kpi_series_dimension d
                    where d.workspace_id = $1 and d.series_id = s.series_id and d.name = $10 and d.value = $11))
              and ($12::text is null or not exists (
                    select from nexus.kpi_series_dimension d
                    where d.workspace_id = $1 and d.series_id = s.series_id and d.name = $12 and d.value = any($13)))
            """;

    /// <summary>The parameters from $5 on of <see cref="OfDays"/>.</summary>
    public static NpgsqlParameter[] Days(ReplacedDays replaced) =>
        [
            Texts(replaced.Metrics),
            Day(replaced.Days.First),
            Day(replaced.Days.Last),
            ShortOrNull((short?)replaced.Level?.Granularity),
            TextOrNull(replaced.Level?.DimensionNames),
            TextOrNull(replaced.Level?.Within?.Name),
            TextOrNull(replaced.Level?.Within?.Value),
            TextOrNull(replaced.Level?.Except?.Name),
            Texts(replaced.Level?.Except?.Values ?? []),
        ];

    /// <summary>The stored points of metrics and days, as in <see cref="OfDays"/>, that the input does not have.</summary>
    private static readonly string AbsentOf = $"""
        with absent as materialized (
            select p.series_id, p.ts, p.value, p.final, p.metadata, p.batch_id
            {OfDays("kpi_point")}
              and not exists (select from pg_temp.staged_point i where i.series_id = p.series_id and i.ts = p.ts))
        """;

    public const string CountAbsent = Absent + " select count(*) from absent";

    public static readonly string CountAbsentOf = AbsentOf + " select count(*) from absent";

    public const string RemoveAbsent = Absent + RemoveThem;

    public static readonly string RemoveAbsentOf = AbsentOf + RemoveThem;

    private const string RemoveThem =
        """
            , removed as (
                delete from nexus.kpi_point p using absent a
                where p.workspace_id = $1 and p.series_id = a.series_id and p.ts = a.ts)
            , audited as (
                insert into nexus.kpi_point_change (workspace_id, series_id, ts, old_value, old_final, old_metadata,
                                                    old_batch_id, batch_id, at)
                select $1, series_id, ts, value, final, metadata, batch_id, $3, now() from absent)
            , moves as (select series_id, ts, -value as amount, -1 as points from absent)
            """
        + RollUp
        + " select count(*) from absent";

    /// <summary>Drops the rollups of the source ($2) that no point is left in.</summary>
    public const string DropEmptyRollups = """
        with days as (delete from nexus.kpi_rollup_day where workspace_id = $1 and connection_id = $2 and points = 0)
        delete from nexus.kpi_rollup_month where workspace_id = $1 and connection_id = $2 and points = 0
        """;

    /// <summary>Leaves out points of which a batch of after a time ($2) has stored another, or the same.</summary>
    public const string DropStale = """
        delete from pg_temp.staged_point i using nexus.kpi_point p, nexus.ingest_batch b
        where p.workspace_id = $1 and p.series_id = i.series_id and p.ts = i.ts
          and b.workspace_id = $1 and b.batch_id = p.batch_id and coalesce(b.as_of > $2, b.at >= $2)
        """;
}
