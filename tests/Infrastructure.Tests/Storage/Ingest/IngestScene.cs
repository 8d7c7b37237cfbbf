using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

/// <summary>One value to write, in few words: metric, day or hour, value, campaign.</summary>
public sealed record Given(
    string Metric,
    string At,
    decimal Value,
    string? Campaign = null,
    string Currency = "",
    bool Final = true,
    string? Metadata = null
);

/// <summary>One workspace and what ingest does to it.</summary>
public sealed class IngestScene : IAsyncDisposable
{
    public const string Spend = "custom.spend";
    public const string Level = "custom.level";

    private static readonly Dictionary<string, MetricDefinition> Metrics = new[]
    {
        Metric(Spend, MetricAggregation.Sum),
        Metric("custom.clicks", MetricAggregation.Sum),
        Metric(Level, MetricAggregation.Last),
    }.ToDictionary(metric => metric.Key);

    private readonly NexusServices _nexus;

    private IngestScene(NexusServices nexus, WorkspaceId workspace)
    {
        _nexus = nexus;
        Workspace = workspace;
    }

    public WorkspaceId Workspace { get; }

    public static async Task<IngestScene> OpenAsync(PostgresFixture postgres, string timeZone = "UTC")
    {
        var nexus = new NexusServices(
            postgres.App,
            new FixedClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
        );
        return new(nexus, await nexus.CreateWorkspaceAsync(timeZone));
    }

    public Task<IngestOutcome> WriteAsync(params Given[] points) => WriteAsync(IngestMode.Upsert, points);

    public Task<IngestOutcome> WriteAsync(IngestMode mode, params Given[] points) =>
        IngestAsync(mode, "one", points, (ingest, request, batches) => ingest.WriteAsync(request, batches, default));

    public Task<IngestOutcome> WriteToAsync(string source, params Given[] points) =>
        IngestAsync(
            IngestMode.Upsert,
            source,
            points,
            (ingest, request, batches) => ingest.WriteAsync(request, batches, default)
        );

    public Task<IngestOutcome> PreviewAsync(IngestMode mode, params Given[] points) =>
        IngestAsync(mode, "one", points, (ingest, request, batches) => ingest.PreviewAsync(request, batches, default));

    public Task<UndoOutcome> UndoAsync(IngestOutcome batch) =>
        _nexus.InTransactionAsync(
            Workspace,
            services => services.GetRequiredService<IPointIngest>().UndoAsync(batch.BatchId, "test", default)
        );

    /// <summary>Metric, campaign, time and value of every stored point.</summary>
    public Task<List<string>> PointsAsync() =>
        RowsAsync(
            """
            select s.metric, coalesce(s.dimensions ->> 'campaign', '-'), p.ts, p.value
            from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id)
            order by 1, 2, 3, s.currency, s.granularity, 4
            """
        );

    /// <summary>Day, value, finality and metadata of every stored point.</summary>
    public Task<List<string>> MarksAsync() =>
        RowsAsync(
            "select p.ts::date, p.value, p.final, p.metadata::text from nexus.kpi_point p order by p.series_id, p.ts"
        );

    /// <summary>Old and new value of every change, in the order they happened.</summary>
    public Task<List<string>> ChangesAsync() =>
        RowsAsync("select old_value, new_value from nexus.kpi_point_change order by change_id, ts");

    /// <summary>The rollups as they are kept, days then months.</summary>
    public Task<List<string>> RollupsAsync() =>
        RowsAsync(
            """
            select 'day', metric, connection_id, granularity, dimension_names, currency, day, total, points
            from nexus.kpi_rollup_day
            union all
            select 'month', metric, connection_id, granularity, dimension_names, currency, month, total, points
            from nexus.kpi_rollup_month
            order by 1, 2, 3, 4, 5, 6, 7
            """
        );

    /// <summary>The rollups as they follow from the points.</summary>
    public Task<List<string>> RollupsFromPointsAsync() =>
        RowsAsync(
            """
            with days as (
                select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                       (p.ts at time zone case when s.granularity = 0 then w.time_zone else 'UTC' end)::date as day,
                       sum(p.value) as total, count(*) as points
                from nexus.kpi_point p
                join nexus.kpi_series s using (workspace_id, series_id)
                join nexus.workspace w using (workspace_id)
                where s.additive group by 1, 2, 3, 4, 5, 6)
            select 'day', * from days
            union all
            select 'month', metric, connection_id, granularity, dimension_names, currency,
                   date_trunc('month', day)::date, sum(total), sum(points)::bigint
            from days group by 2, 3, 4, 5, 6, 7
            order by 1, 2, 3, 4, 5, 6, 7
            """
        );

    public Task<List<string>> RowsAsync(string sql) => _nexus.RowsAsync(Workspace, sql);

    public Task ChangeAsync(string sql) => _nexus.RowsAsync(Workspace, sql, commit: true);

    public Task<T> InTransactionAsync<T>(Func<IServiceProvider, Task<T>> work) =>
        _nexus.InTransactionAsync(Workspace, work);

    public ValueTask DisposeAsync() => _nexus.DisposeAsync();

    /// <summary>Writes in a transaction that is open already.</summary>
    public static Task<IngestOutcome> WriteInAsync(IPointIngest ingest, params Given[] points) =>
        ingest.WriteAsync(Request(IngestMode.Upsert, "one"), Batches(points), default);

    private Task<IngestOutcome> IngestAsync(
        IngestMode mode,
        string source,
        Given[] points,
        Func<IPointIngest, IngestRequest, IAsyncEnumerable<PointBatch>, Task<IngestOutcome>> ingest
    ) =>
        _nexus.InTransactionAsync(
            Workspace,
            async services =>
            {
                var id = Guid.NewGuid();
                await services
                    .GetRequiredService<IImportStore>()
                    .CreateAsync(id, "file.csv", mode, RowErrorPolicy.Abort, source, "test", default);
                return await ingest(
                    services.GetRequiredService<IPointIngest>(),
                    Request(mode, source, id),
                    Batches(points)
                );
            }
        );

    private static IngestRequest Request(IngestMode mode, string source, Guid? import = null) =>
        new(
            new IngestSource("csv", source, source),
            mode,
            import is null ? "sync" : "import",
            import,
            "test",
            key => Metrics[key]
        );

    /// <summary>
    /// Two points a batch. An odd number of points has every series introduced anew in each batch, an even number only
    /// once, so that both are part of every property.
    /// </summary>
    private static async IAsyncEnumerable<PointBatch> Batches(Given[] points)
    {
        var numbers = new Dictionary<SeriesKey, int>();
        var introduced = 0;
        var line = 0L;
        foreach (var pair in points.Chunk(2))
        {
            var series = new List<SeriesKey>();
            var staged = new List<StagedPoint>();
            foreach (var point in pair)
            {
                var key = Series(point);
                if (points.Length % 2 == 1 || !numbers.TryGetValue(key, out var number))
                {
                    series.Add(key);
                    numbers[key] = number = introduced++;
                }
                staged.Add(new(number, Time(point.At), point.Value, ++line, point.Final, point.Metadata));
            }
            yield return new PointBatch(series, staged);
            await Task.Yield();
        }
    }

    private static SeriesKey Series(Given point) =>
        new(
            point.Metric,
            point.At.Contains('T', StringComparison.Ordinal) ? Granularity.Hour : Granularity.Day,
            point.Currency,
            point.Campaign is null
                ? DimensionSet.Empty
                : DimensionSet.Of([new KeyValuePair<string, string>("campaign", point.Campaign)])
        );

    private static DateTime Time(string at) =>
        DateTime.Parse(
            at,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal
        );

    private static MetricDefinition Metric(string key, MetricAggregation aggregation) =>
        new(key, key, MetricUnit.Number, aggregation, MetricDirection.Good, "custom", "", ["csv"]);
}
