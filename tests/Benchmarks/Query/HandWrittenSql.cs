using Nexus.Domain.Workspaces;
using Npgsql;

namespace Nexus.Benchmarks.Query;

/// <summary>
/// The baseline: for each question the statement that somebody who knows the tables would write for exactly that question,
/// prepared, as the role of the application and behind the same wall.
/// </summary>
internal sealed class HandWrittenSql(NpgsqlDataSource app)
{
    private const string LineSql = """
        select metric, day::timestamp, total from nexus.kpi_rollup_day
        where workspace_id = $1 and metric = $2 and day >= $3 and day < $4 order by day
        """;

    private const string TilesSql = """
        select metric, day::timestamp, total from nexus.kpi_rollup_day
        where workspace_id = $1 and metric = any ($2) and day >= $3 and day < $4 order by metric, day
        """;

    private const string TopSql = """
        with top as materialized (
            select d.value as campaign, sum(p.total) as total
            from nexus.kpi_series s
            join nexus.kpi_series_dimension d
              on d.workspace_id = $1 and d.series_id = s.series_id and d.name = 'campaign'
            cross join lateral (
                select sum(x.value) as total from nexus.kpi_point x
                where x.workspace_id = $1 and x.series_id = s.series_id and x.ts >= $3 and x.ts < $4) p
            where s.workspace_id = $1 and s.metric = $2
            group by 1 order by 2 desc nulls last limit 10)
        select t.campaign, x.ts, sum(x.value)
        from top t
        join nexus.kpi_series_dimension d on d.workspace_id = $1 and d.name = 'campaign' and d.value = t.campaign
        join nexus.kpi_series s on s.workspace_id = $1 and s.series_id = d.series_id and s.metric = $2
        join nexus.kpi_point x on x.workspace_id = $1 and x.series_id = s.series_id and x.ts >= $3 and x.ts < $4
        group by 1, 2 order by 1, 2
        """;

    /// <summary>One value a day.</summary>
    public Task<IReadOnlyList<Row>> LineAsync(
        WorkspaceId workspace,
        string metric,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    ) => RunAsync(workspace, LineSql, Text(metric), Day(from), Day(to), cancellationToken);

    /// <summary>All metrics over a range, which holds the period that is shown and the one before it.</summary>
    public Task<IReadOnlyList<Row>> TilesAsync(
        WorkspaceId workspace,
        IReadOnlyList<string> metrics,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    )
    {
        var keys = new NpgsqlParameter<string[]> { TypedValue = [.. metrics] };
        return RunAsync(workspace, TilesSql, keys, Day(from), Day(to), cancellationToken);
    }

    /// <summary>The ten campaigns with the most over the range, by day.</summary>
    public Task<IReadOnlyList<Row>> TopAsync(
        WorkspaceId workspace,
        string metric,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    ) => RunAsync(workspace, TopSql, Text(metric), Instant(from), Instant(to), cancellationToken);

    private async Task<IReadOnlyList<Row>> RunAsync(
        WorkspaceId workspace,
        string sql,
        NpgsqlParameter what,
        NpgsqlParameter from,
        NpgsqlParameter to,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await app.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var enter = new NpgsqlCommand("select set_config('nexus.workspace_id', $1, true)", connection);
        enter.Parameters.Add(Text(workspace.ToString()));
        await enter.ExecuteNonQueryAsync(cancellationToken);
        await using var read = new NpgsqlCommand(sql, connection);
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = workspace.Value });
        read.Parameters.Add(what);
        read.Parameters.Add(from);
        read.Parameters.Add(to);
        await read.PrepareAsync(cancellationToken);
        var rows = new List<Row>();
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(new Row(reader.GetString(0), reader.GetDateTime(1), reader.GetDecimal(2)));
        }
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <param name="Name">Metric or campaign.</param>
    internal sealed record Row(string Name, DateTime Day, decimal Value);

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateOnly> Day(DateOnly day) => new() { TypedValue = day };

    private static NpgsqlParameter<DateTime> Instant(DateOnly day) =>
        new() { TypedValue = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) };
}
