using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Kpis.Sql;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class KpiReads(WorkspaceTransactions transactions, FactsMemory memory) : IKpiReads
{
    /// <summary>For how many cells room is made ahead: about 50 kB, which still counts as a small object.</summary>
    private const int MaxRoom = 1_024;

    private const string WorkspaceSql = """
        select w.public_id, w.name, w.time_zone, w.currency, w.week_start, w.data_version
        from nexus.workspace w where w.workspace_id = $1
        """;

    private const string FlagsSql = """
        select exists (select from nexus.kpi_override o where o.workspace_id = $1 and o.closed_at is null),
               exists (select from nexus.kpi_point p where p.workspace_id = $1 and not p.final)
        """;

    private const string CustomMetricsSql = """
        select m.metric, m.name, m.unit, m.aggregation, m.direction
        from nexus.custom_metric m where m.workspace_id = $1
        """;

    private const string SourcesSql = """
        select c.connection_id, c.public_id, c.provider, c.name from nexus.connection c where c.workspace_id = $1
        """;

    private const string LevelsSql = """
        select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency, bool_and(s.additive)
        from nexus.kpi_series s
        where s.workspace_id = $1 and s.metric = any ($2)
        group by 1, 2, 3, 4, 5
        """;

    private const string AllLevelsSql = """
        select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency, bool_and(s.additive)
        from nexus.kpi_series s
        where s.workspace_id = $1
        group by 1, 2, 3, 4, 5
        """;

    private WorkspaceSession Session => transactions.Current;

    private int Id => Session.Workspace.Value;

    public async Task<Workspace> WorkspaceAsync(bool last, CancellationToken cancellationToken)
    {
        await using var reader = await Session.ReadAsync([Ask(WorkspaceSql)], last, cancellationToken);
        return await ReadWorkspaceAsync(reader, cancellationToken);
    }

    // A transaction that writes sees its own changes, under a version that is not theirs yet.
    private FactsMemory? VersionedMemory => Session.IsReadOnly ? memory : null;

    public KpiFacts? Recall(IReadOnlyCollection<string> metrics) => VersionedMemory?.Recall(Session.Workspace, metrics);

    public async Task<KpiFacts> DescribeAsync(IReadOnlyCollection<string>? metrics, CancellationToken cancellationToken)
    {
        if (metrics is null || !Session.IsReadOnly)
            return await ReadFactsAsync(metrics, cancellationToken);
        var recalled = Recall(metrics);
        if (recalled is not null && recalled.Workspace == await WorkspaceAsync(last: false, cancellationToken))
            return recalled;
        var facts = await ReadFactsAsync(metrics, cancellationToken);
        memory.Remember(metrics, facts);
        return facts;
    }

    private async Task<KpiFacts> ReadFactsAsync(
        IReadOnlyCollection<string>? metrics,
        CancellationToken cancellationToken
    )
    {
        NpgsqlBatchCommand[] statements =
        [
            Ask(WorkspaceSql),
            Ask(FlagsSql),
            Ask(CustomMetricsSql),
            Ask(SourcesSql),
            metrics is null ? Ask(AllLevelsSql) : Ask(LevelsSql, P(metrics.ToArray())),
        ];
        await using var reader = await Session.ReadAsync(statements, last: false, cancellationToken);
        var workspace = await ReadWorkspaceAsync(reader, cancellationToken);

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (overrides, provisional) = (reader.GetBoolean(0), reader.GetBoolean(1));

        await reader.NextResultAsync(cancellationToken);
        var own = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            own.Add(reader.GetString(0), CustomMetric(reader));

        await reader.NextResultAsync(cancellationToken);
        var sources = new Dictionary<int, KpiSource>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetInt32(0);
            sources.Add(id, new KpiSource(id, reader.GetGuid(1), reader.GetString(2), reader.GetString(3)));
        }

        await reader.NextResultAsync(cancellationToken);
        var levels = new List<SeriesLevel>();
        while (await reader.ReadAsync(cancellationToken))
        {
            levels.Add(
                new SeriesLevel(
                    reader.GetString(0),
                    sources[reader.GetInt32(1)],
                    (Granularity)reader.GetInt16(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetBoolean(5)
                )
            );
        }
        return new KpiFacts(workspace, own, levels, overrides, provisional);
    }

    public async Task<IReadOnlyList<IReadOnlyList<KpiCell>>> ReadAsync(
        IReadOnlyList<KpiRead> reads,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var open = new OpenBuckets(VersionedMemory);
        var statements = SeriesStatements.For(reads, open);
        if (statements.Count == 0)
            return CellsOf(reads);
        await using var reader = await Session.ReadAsync(Commands(statements), last, cancellationToken);
        return await ReadCellsAsync(reader, statements, open, reads, cancellationToken);
    }

    public async Task<IReadOnlyList<IReadOnlyList<KpiCell>>?> TryReadAsync(
        KpiFacts recalled,
        IReadOnlyList<KpiRead> reads,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var open = new OpenBuckets(VersionedMemory);
        var statements = SeriesStatements.For(reads, open);
        await using var reader = await Session.ReadAsync(
            Commands(statements).Prepend(Ask(WorkspaceSql)),
            last,
            cancellationToken
        );
        if (await ReadWorkspaceAsync(reader, cancellationToken) != recalled.Workspace)
            return null;
        await reader.NextResultAsync(cancellationToken);
        return await ReadCellsAsync(reader, statements, open, reads, cancellationToken);
    }

    private IEnumerable<NpgsqlBatchCommand> Commands(IEnumerable<ISeriesStatement> statements) =>
        statements.Select(statement => statement.Command(Id));

    private static async Task<IReadOnlyList<IReadOnlyList<KpiCell>>> ReadCellsAsync(
        NpgsqlDataReader reader,
        IReadOnlyList<ISeriesStatement> statements,
        OpenBuckets open,
        IReadOnlyList<KpiRead> reads,
        CancellationToken cancellationToken
    )
    {
        var cells = CellsOf(reads);
        foreach (var statement in statements)
        {
            while (await reader.ReadAsync(cancellationToken))
                statement.Read(reader, cells);
            await reader.NextResultAsync(cancellationToken);
        }
        open.Mark(cells);
        return cells;
    }

    private static List<KpiCell>[] CellsOf(IReadOnlyList<KpiRead> reads) =>
        [.. reads.Select(read => new List<KpiCell>(Math.Min(Expected(read), MaxRoom)))];

    /// <summary>How many cells come where each bucket has something from one source.</summary>
    private static int Expected(KpiRead read)
    {
        var lines = read.Grouping switch
        {
            null => 1,
            { Values: { } shown } => shown.Count,
            // The totals come beside the groups.
            { Top: { } top } => top + 1,
            _ => 0,
        };
        return lines * read.Buckets.Items.Count;
    }

    /// <summary>A statement whose first parameter is the workspace.</summary>
    private NpgsqlBatchCommand Ask(string sql, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(P(Id));
        foreach (var parameter in more)
            command.Parameters.Add(parameter);
        return command;
    }

    private async Task<Workspace> ReadWorkspaceAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            throw new InvalidOperationException("The workspace of this transaction does not exist.");
        return new Workspace(
            Session.Workspace,
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            (DayOfWeek)reader.GetInt16(4),
            reader.GetInt64(5)
        );
    }

    private static MetricDefinition CustomMetric(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Enum.Parse<MetricUnit>(row.GetString(2), ignoreCase: true),
            Enum.Parse<MetricAggregation>(row.GetString(3), ignoreCase: true),
            Enum.Parse<MetricDirection>(row.GetString(4), ignoreCase: true),
            "custom",
            "Defined by this workspace.",
            ["csv"]
        );
}
