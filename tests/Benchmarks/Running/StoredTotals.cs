namespace Nexus.Benchmarks.Running;

/// <summary>The totals by day and month that the product keeps beside its points, for points that were written without it.</summary>
internal static class StoredTotals
{
    /// <summary>Statements that build all of them, in this order, where there are none.</summary>
    public static readonly IReadOnlyList<string> Build =
    [
        """
            insert into nexus.kpi_rollup_day (workspace_id, metric, connection_id, granularity, dimension_names, currency,
                                              day, total, points)
            select s.workspace_id, s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                   (p.ts at time zone 'UTC')::date, sum(p.value), count(*)
            from nexus.kpi_series s
            join nexus.kpi_point p on p.workspace_id = s.workspace_id and p.series_id = s.series_id
            where s.additive
            group by 1, 2, 3, 4, 5, 6, 7
            """,
        """
            insert into nexus.kpi_rollup_month (workspace_id, metric, connection_id, granularity, dimension_names, currency,
                                                month, total, points)
            select workspace_id, metric, connection_id, granularity, dimension_names, currency,
                   date_trunc('month', day)::date, sum(total), sum(points)
            from nexus.kpi_rollup_day group by 1, 2, 3, 4, 5, 6, 7
            """,
    ];
}
