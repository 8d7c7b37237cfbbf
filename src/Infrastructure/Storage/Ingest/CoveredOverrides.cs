using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>
/// Overrides give way to what covers their points: those that a file covers with its commit, those that a run covers once
/// the run has succeeded, which is known at its end only. Parameters: $1 workspace, $2 batch.
/// </summary>
internal static class CoveredOverrides
{
    /// <param name="removes">Whether the batch has removed points.</param>
    /// <param name="replaced">
    /// What the batch replaces: its parameters of <see cref="IngestSql.OfDays"/> from workspace, connection and batch on;
    /// null where it replaces no days.
    /// </param>
    public static void Add(
        NpgsqlBatch batch,
        IngestRequest request,
        int workspace,
        int batchId,
        bool removes,
        NpgsqlParameter[]? replaced
    )
    {
        if (request.RunId is not { } run)
        {
            batch.Add(Close(request.Mode, removes), Number(workspace), Number(batchId), Text(request.Actor));
            return;
        }
        batch.Add(Note(request.Mode, removes), Number(workspace), Number(batchId), Id(run));
        if (replaced is not null)
            batch.Add(NoteBereft, [.. replaced, Id(run)]);
    }

    /// <summary>
    /// Whether the batch ($2) covers the point of an override <c>o</c>: it speaks of it, or has removed it; an append covers
    /// no point but those that it added.
    /// </summary>
    /// <param name="removes">Whether it has removed points.</param>
    private static string Covered(IngestMode mode, bool removes) =>
        mode == IngestMode.Append
            ? """
                exists (select from nexus.kpi_point p where p.workspace_id = $1 and p.series_id = o.series_id and p.ts = o.ts
                          and p.batch_id = $2)
                """
            : $"""
                exists (select from (select i.series_id, i.ts from pg_temp.staged_point i {(removes ? Removed : "")}) c
                        where c.series_id = o.series_id and c.ts = o.ts)
                """;

    private const string Removed = """
        union all
        select h.series_id, h.ts from nexus.kpi_point_change h
        where h.workspace_id = $1 and h.batch_id = $2 and h.new_value is null
        """;

    /// <summary>Closes the overrides that the batch ($2) covers, and says so in the audit trail ($3: the actor).</summary>
    private static string Close(IngestMode mode, bool removes) =>
        $"""
            with closed as (
                update nexus.kpi_override o
                set closed_at = now(), closed_because = 'superseded', closed_by_batch = $2
                where o.workspace_id = $1 and o.closed_at is null and {Covered(mode, removes)}
                returning o.override_id, o.value)
            insert into nexus.audit_event (workspace_id, at, actor, action, subject, before, batch_id)
            select $1, now(), $3, 'override.superseded', override_id::text, jsonb_build_object('value', value), $2 from closed
            """;

    /// <summary>Notes that the run ($3) has covered the points of overrides, with the batch ($2): they are closed if it succeeds.</summary>
    private static string Note(IngestMode mode, bool removes) =>
        $"""
            update nexus.kpi_override o set covered_by_run = $3, covered_by_batch = $2
            where o.workspace_id = $1 and o.closed_at is null and {Covered(mode, removes)}
            """;

    /// <summary>
    /// The same for overrides within metrics and days, as in <see cref="IngestSql.OfDays"/>, whose point an earlier run, which did not
    /// succeed, has removed ($3 batch, $14 run).
    /// </summary>
    private static readonly string NoteBereft = $"""
        update nexus.kpi_override o set covered_by_run = $14, covered_by_batch = $3
        from (select p.override_id
              {IngestSql.OfDays("kpi_override")}
                and p.closed_at is null and p.covered_by_run is not null
                and not exists (select from nexus.kpi_point k
                                where k.workspace_id = $1 and k.series_id = p.series_id and k.ts = p.ts)) gone
        where o.workspace_id = $1 and o.override_id = gone.override_id
        """;
}
