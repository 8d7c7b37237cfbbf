namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>The statements of an undo. $1 is the workspace.</summary>
/// <remarks>
/// Every import claims points: those that it speaks of have the value that they had right after it, and in replace mode
/// those within its dates that it does not speak of are gone. An upsert or a replacement settles a point whatever came
/// before; an append does so only where nothing is. So the last standing claim that settles decides, and where it leaves
/// nothing, the first append after it.
/// </remarks>
internal static class UndoSql
{
    public const string OpenBatch = """
        with undone as (
            select import_id, connection_id from nexus.ingest_batch where workspace_id = $1 and batch_id = $2),
        opened as (
            insert into nexus.ingest_batch (workspace_id, connection_id, kind, import_id, actor, at,
                                            inserted, updated, unchanged, deleted)
            select $1, connection_id, 'undo', import_id, $3, $4, 0, 0, 0, 0 from undone
            returning batch_id)
        update nexus.ingest_batch b set undone_by = o.batch_id from opened o
        where b.workspace_id = $1 and b.batch_id = $2
        returning o.batch_id
        """;

    /// <summary>
    /// The points that are as they are because of the batch. <c>said_by</c> becomes the batch that decides instead;
    /// <c>settled</c> says that no earlier one has a say.
    /// </summary>
    public const string CreateTable = """
        create temp table undone_point (
            series_id int not null, ts timestamptz not null, value numeric, final boolean, metadata jsonb, batch_id int,
            was_written boolean not null, said_by int, settled boolean not null default false
        ) on commit drop
        """;

    public const string IndexTable = "create index on pg_temp.undone_point (series_id, ts)";

    public const string AnalyzeTable = "analyze pg_temp.undone_point (series_id, ts)";

    /// <summary>The points that the batch ($2) speaks of, some perhaps more than once.</summary>
    private const string Spoken = """
        select run.series_id, at.ts
        from nexus.ingest_cover c
        cross join lateral unnest(c.series_ids, c.firsts, c.lasts, c.steps) as run(series_id, first, last, step)
        cross join lateral generate_series(run.first, run.last, run.step * interval '1 microsecond') as at(ts)
        where c.workspace_id = $1 and c.batch_id = $2
        """;

    /// <summary>The points that a replacement speaks of: to be looked up for each point that it might keep away.</summary>
    public const string CreateSpoken = """
        create temp table spoken_point (series_id int not null, ts timestamptz not null) on commit drop
        """;

    public const string AddSpoken = $"insert into pg_temp.spoken_point (series_id, ts) {Spoken}";

    public const string IndexSpoken = "create index on pg_temp.spoken_point (series_id, ts)";

    public const string AnalyzeSpoken = "analyze pg_temp.spoken_point (series_id, ts)";

    /// <summary>The metrics, grains and dates of the batch ($2).</summary>
    private const string Range = """
        select s.connection_id, s.metric, s.granularity, min(run.first) as first, max(run.last) as last
        from nexus.ingest_cover c
        cross join lateral unnest(c.series_ids, c.firsts, c.lasts) as run(series_id, first, last)
        join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = run.series_id
        where c.workspace_id = $1 and c.batch_id = $2
        group by 1, 2, 3
        """;

    /// <summary>Lists the points whose value comes from the batch ($2): it has written them, or taken them over.</summary>
    public const string AddHeld = $"""
        insert into pg_temp.undone_point (series_id, ts, value, final, metadata, batch_id, was_written)
        select p.series_id, p.ts, p.value, p.final, p.metadata, p.batch_id, true
        from (select distinct series_id, ts from ({Spoken}) s) c
        join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = c.series_id and p.ts = c.ts
        where p.batch_id = $2
        """;

    /// <summary>
    /// Lists the points that the batch ($2), a replacement, keeps away, or that a later append could add because it did:
    /// each was removed at some time. Takes what it speaks of from <see cref="AddSpoken"/>.
    /// </summary>
    public const string AddKeptAway = $"""
        insert into pg_temp.undone_point (series_id, ts, value, final, metadata, batch_id, was_written)
        select h.series_id, h.ts, p.value, p.final, p.metadata, p.batch_id, bool_or(h.batch_id = $2)
        from ({Range}) r
        join nexus.kpi_series s on s.workspace_id = $1 and s.connection_id = r.connection_id and s.metric = r.metric
                               and s.granularity = r.granularity
        join nexus.kpi_point_change h on h.workspace_id = $1 and h.series_id = s.series_id
                                     and h.ts between r.first and r.last and h.new_value is null
        left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = h.series_id and p.ts = h.ts
        where not exists (select from pg_temp.spoken_point c where c.series_id = h.series_id and c.ts = h.ts)
          and (p.batch_id is null
               or exists (select from nexus.ingest_batch a where a.workspace_id = $1 and a.batch_id = p.batch_id
                            and a.batch_id > $2 and a.mode = 'append'))
        group by 1, 2, 3, 4, 5, 6
        """;

    /// <summary>The imports of the source ($2) that stand, from the latest to the first.</summary>
    public const string Standing = """
        select batch_id, mode from nexus.ingest_batch
        where workspace_id = $1 and connection_id = $2 and kind = 'import' and undone_by is null
        order by batch_id desc
        """;

    /// <summary>Settles the points that the batch ($2) speaks of.</summary>
    public const string SettleSpoken = $"""
        update pg_temp.undone_point u set said_by = $2, settled = true
        from ({Spoken}) c where not u.settled and u.series_id = c.series_id and u.ts = c.ts
        """;

    /// <summary>Notes that the batch ($2), an append, speaks of points; an earlier one that settles them may overrule it.</summary>
    public const string SuggestSpoken = $"""
        update pg_temp.undone_point u set said_by = $2
        from ({Spoken}) c where not u.settled and u.series_id = c.series_id and u.ts = c.ts
        """;

    /// <summary>Settles the points that the batch ($2), a replacement, keeps away; to follow <see cref="SettleSpoken"/>.</summary>
    public const string SettleKeptAway = $"""
        update pg_temp.undone_point u set settled = true
        from ({Range}) r
        join nexus.kpi_series s on s.workspace_id = $1 and s.connection_id = r.connection_id and s.metric = r.metric
                               and s.granularity = r.granularity
        where not u.settled and u.series_id = s.series_id and u.ts between r.first and r.last
        """;

    /// <summary>
    /// Carries out what was decided. $2 connection, $3 the undo's batch, $4 zone, $5 the batch that is undone. What a batch
    /// claims is what the point was right after it: what the next change says was there before, else what is there now.
    /// Only an append that found another value never had its say. A point that only changes its origin changes nothing that
    /// history tells; one that its new origin has not held before counts as written by that from now on.
    /// </summary>
    public const string Apply =
        """
            with said as materialized (
                select u.series_id, u.ts, u.value, u.final, u.metadata, u.batch_id, u.was_written, u.said_by,
                       case when u.said_by is null then null when x.file_value is not null then x.file_value
                            when h.change_id is not null then h.old_value else u.value end as new_value,
                       case when x.file_value is not null then true
                            when h.change_id is not null then coalesce(h.old_final, true) else u.final end as new_final,
                       case when x.file_value is not null then null
                            when h.change_id is not null then h.old_metadata else u.metadata end as new_metadata
                from pg_temp.undone_point u
                left join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = u.said_by
                left join nexus.import_conflict x on x.workspace_id = $1 and x.import_id = b.import_id
                                                 and x.series_id = u.series_id and x.ts = u.ts
                left join lateral (
                    select c.change_id, c.old_value, c.old_final, c.old_metadata from nexus.kpi_point_change c
                    where u.said_by is not null and c.workspace_id = $1 and c.series_id = u.series_id and c.ts = u.ts
                      and c.batch_id > u.said_by
                    order by c.change_id limit 1) h on true
                where u.said_by is distinct from u.batch_id)
            , removed as (
                delete from nexus.kpi_point p using said s
                where s.said_by is null and p.workspace_id = $1 and p.series_id = s.series_id and p.ts = s.ts)
            , restored as (
                update nexus.kpi_point p
                set value = s.new_value, final = s.new_final, metadata = s.new_metadata, batch_id = s.said_by
                from said s where s.value is not null and s.said_by is not null
                  and p.workspace_id = $1 and p.series_id = s.series_id and p.ts = s.ts)
            , returned as (
                insert into nexus.kpi_point (workspace_id, series_id, ts, value, final, metadata, batch_id)
                select $1, series_id, ts, new_value, new_final, new_metadata, said_by from said where value is null)
            , audited as (
                insert into nexus.kpi_point_change (workspace_id, series_id, ts, old_value, old_final, old_metadata,
                                                    new_value, new_final, new_metadata, old_batch_id, batch_id, at)
                select $1, series_id, ts, value, final, metadata, new_value,
                       case when said_by is not null then new_final end, case when said_by is not null then new_metadata end,
                       batch_id, $3, now()
                from said where (value, final, metadata) is distinct from (new_value, new_final, new_metadata))
            , taken_over as (
                update nexus.ingest_batch b set taken_over = b.taken_over + t.points
                from (select s.said_by, count(*) as points from said s
                      where s.said_by is not null
                        and not exists (select from nexus.kpi_point_change h
                                        where h.workspace_id = $1 and h.series_id = s.series_id and h.ts = s.ts
                                          and h.old_batch_id = s.said_by)
                      group by s.said_by) t
                where b.workspace_id = $1 and b.batch_id = t.said_by)
            , moves as (
                select series_id, ts, coalesce(new_value, 0) - coalesce(value, 0) as amount,
                       (new_value is not null)::int - (value is not null)::int as points
                from said)
            , counts as (
                select count(*) filter (where said_by is null) as removed,
                       count(*) filter (where is_other) as restored,
                       count(*) filter (where was_written and (said_by is null or is_other)) as undone
                from (select s.*, s.said_by is not null
                             and (s.value, s.final, s.metadata) is distinct from (s.new_value, s.new_final, s.new_metadata) as is_other
                      from said s) s)
            """
        + IngestSql.RollUp
        + """
            select c.removed, c.restored, b.inserted + b.updated + b.deleted + b.taken_over - c.undone as conflicts
            from counts c
            join nexus.ingest_batch b on b.workspace_id = $1 and b.batch_id = $5 and b.connection_id = $2
            """;

    /// <summary>
    /// Opens the overrides again that the batch ($2) had closed, unless a later import that stands covers their points or
    /// a later override was put there ($3 actor, $4 the undo's batch). An append covers those that it added, a replacement
    /// also those that it keeps away.
    /// </summary>
    public const string ReopenOverrides = """
        with closed as (
            select o.override_id, o.series_id, o.ts, o.value,
                   exists (select from nexus.kpi_override l
                           where l.workspace_id = $1 and l.series_id = o.series_id and l.ts = o.ts
                             and l.override_id <> o.override_id and l.created_at >= o.created_at) as is_replaced,
                   (select min(b.batch_id)
                    from nexus.kpi_series s
                    join nexus.ingest_batch b on b.workspace_id = $1 and b.connection_id = s.connection_id
                                             and b.batch_id > $2 and b.kind = 'import' and b.undone_by is null
                    left join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts
                    where s.workspace_id = $1 and s.series_id = o.series_id
                      and case
                          when b.mode = 'append' then p.batch_id = b.batch_id
                          when b.mode = 'replace' and p.series_id is null then
                              (select min(run.first) <= o.ts and max(run.last) >= o.ts
                               from nexus.ingest_cover c
                               cross join lateral unnest(c.series_ids, c.firsts, c.lasts) as run(series_id, first, last)
                               join nexus.kpi_series r on r.workspace_id = $1 and r.series_id = run.series_id
                               where c.workspace_id = $1 and c.batch_id = b.batch_id
                                 and r.metric = s.metric and r.granularity = s.granularity)
                          else exists (
                              select from nexus.ingest_cover c
                              cross join lateral unnest(c.series_ids, c.firsts, c.lasts, c.steps) as run(series_id, first, last, step)
                              cross join lateral generate_series(run.first, run.last, run.step * interval '1 microsecond') as at(ts)
                              where c.workspace_id = $1 and c.batch_id = b.batch_id
                                and run.series_id = o.series_id and at.ts = o.ts) end) as closed_by
            from nexus.kpi_override o where o.workspace_id = $1 and o.closed_by_batch = $2)
        , taken_over as (
            update nexus.kpi_override o set closed_by_batch = c.closed_by
            from closed c where o.workspace_id = $1 and o.override_id = c.override_id and c.closed_by is not null)
        , replaced as (
            update nexus.kpi_override o set closed_because = 'replaced', closed_by_batch = null
            from closed c where o.workspace_id = $1 and o.override_id = c.override_id
              and c.closed_by is null and c.is_replaced)
        , reopened as (
            update nexus.kpi_override o set closed_at = null, closed_because = null, closed_by_batch = null
            from closed c where o.workspace_id = $1 and o.override_id = c.override_id
              and c.closed_by is null and not c.is_replaced
            returning o.override_id, o.value)
        insert into nexus.audit_event (workspace_id, at, actor, action, subject, after, batch_id)
        select $1, now(), $3, 'override.reopened', override_id::text, jsonb_build_object('value', value), $4 from reopened
        """;
}
