using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

/// <summary>The totals of days and months that hourly values add up to: they alone depend on the workspace's zone.</summary>
internal static class HourlyRollups
{
    /// <summary>Builds them anew for another zone ($2). Coarser values carry their calendar date and stay where they are.</summary>
    /// <remarks>The caller holds <see cref="WriterLocks.KeepOut"/>: the totals must not move under a writer.</remarks>
    /// <exception cref="PostgresException">22023: the server does not know the zone.</exception>
    public static async Task RebuildAsync(
        WorkspaceSession session,
        string timeZone,
        CancellationToken cancellationToken
    )
    {
        var workspace = session.Workspace.Value;
        await using var rebuild = session.Batch();
        rebuild.Add("select now() at time zone $1", Text(timeZone));
        rebuild.Add("delete from nexus.kpi_rollup_day where workspace_id = $1 and granularity = 0", Number(workspace));
        rebuild.Add(
            "delete from nexus.kpi_rollup_month where workspace_id = $1 and granularity = 0",
            Number(workspace)
        );
        rebuild.Add(
            """
            insert into nexus.kpi_rollup_day (workspace_id, metric, connection_id, granularity, dimension_names,
                                              currency, day, total, points)
            select $1, s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                   (p.ts at time zone $2)::date, sum(p.value), count(*)
            from nexus.kpi_series s
            join nexus.kpi_point p on p.workspace_id = $1 and p.series_id = s.series_id
            where s.workspace_id = $1 and s.granularity = 0 and s.additive
            group by 2, 3, 4, 5, 6, 7
            """,
            Number(workspace),
            Text(timeZone)
        );
        rebuild.Add(
            """
            insert into nexus.kpi_rollup_month (workspace_id, metric, connection_id, granularity, dimension_names,
                                                currency, month, total, points)
            select $1, metric, connection_id, granularity, dimension_names, currency, date_trunc('month', day)::date,
                   sum(total), sum(points)
            from nexus.kpi_rollup_day
            where workspace_id = $1 and granularity = 0
            group by 2, 3, 4, 5, 6, 7
            """,
            Number(workspace)
        );
        rebuild.Timeout = 0;
        await rebuild.ExecuteNonQueryAsync(cancellationToken);
    }
}
