using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Features.Kpis;

/// <summary>One value to be stored.</summary>
/// <param name="At">A date, or for an hour point an instant.</param>
/// <param name="Dimensions">Such as <c>campaign=Spring,country=DE</c>.</param>
internal sealed record Given(
    string Metric,
    string At,
    decimal Value,
    string Dimensions = "",
    string Currency = "",
    Granularity? Grain = null
);

/// <summary>A workspace with points, and the use cases that read them; its clock stands at 2026-11-20 15:30 UTC.</summary>
internal sealed class KpiScene : IAsyncDisposable
{
    public const string Now = "2026-11-20T15:30:00Z";

    private readonly NexusServices _nexus;

    private KpiScene(NexusServices nexus, WorkspaceId workspace) => (_nexus, Workspace) = (nexus, workspace);

    public WorkspaceId Workspace { get; }

    public static async Task<KpiScene> CreateAsync(PostgresFixture postgres, string zone = "UTC", string now = Now)
    {
        var nexus = new NexusServices(
            postgres.App,
            new FixedClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture))
        );
        return new KpiScene(nexus, await nexus.CreateWorkspaceAsync(zone));
    }

    /// <summary>The same services on behalf of another workspace.</summary>
    public async Task<KpiScene> AnotherAsync() => new(_nexus, await _nexus.CreateWorkspaceAsync());

    public Task<T> SendAsync<T>(IRequest<T> request) => _nexus.SendAsync(Workspace, request);

    /// <summary>Values separated by blanks; a dash where there is none.</summary>
    public static string Text(IEnumerable<SeriesPoint> points) =>
        string.Join(' ', points.Select(point => point.Value?.ToString(CultureInfo.InvariantCulture) ?? "-"));

    public async Task<string> RefusalAsync(SeriesRequest request) =>
        (await Assert.ThrowsAsync<RefusedException>(() => SeriesAsync(request))).Code;

    public async Task<SeriesAnswer> SeriesAsync(SeriesRequest request) =>
        (await SendAsync(new GetSeries.Query(request))).Value;

    public Task StoreAsync(params Given[] points) => StoreFromAsync("books", points);

    public Task StoreFromAsync(string source, params Given[] points) =>
        StoreFromAsync(new IngestSource("csv", source, source), points);

    public Task StoreFromAsync(IngestSource source, params Given[] points) =>
        _nexus.InTransactionAsync(
            Workspace,
            services =>
                services
                    .GetRequiredService<IPointIngest>()
                    .WriteAsync(
                        new IngestRequest(source, IngestMode.Upsert, "sync", null, "test", Metric),
                        Batches(points),
                        CancellationToken.None
                    )
        );

    public Task DefineAsync(MetricDefinition metric) =>
        _nexus.InTransactionAsync(
            Workspace,
            async services =>
            {
                await services.GetRequiredService<ICustomMetrics>().AddAsync([metric], CancellationToken.None);
                return true;
            }
        );

    public Task<T> InTransactionAsync<T>(Func<IServiceProvider, Task<T>> work) =>
        _nexus.InTransactionAsync(Workspace, work);

    public Task<List<string>> RowsAsync(string sql) => _nexus.RowsAsync(Workspace, sql);

    /// <summary>Changes rows as the application's role, in a transaction that commits.</summary>
    public Task ExecuteAsync(string sql) =>
        InTransactionAsync(async services =>
        {
            await using var command = services.GetRequiredService<WorkspaceTransactions>().Current.Command(sql);
            return await command.ExecuteNonQueryAsync();
        });

    public ValueTask DisposeAsync() => _nexus.DisposeAsync();

    public static MetricDefinition Custom(string slug, MetricAggregation aggregation) =>
        new(
            MetricCatalog.CustomPrefix + slug,
            slug,
            MetricUnit.Number,
            aggregation,
            MetricDirection.Good,
            "custom",
            "",
            ["csv"]
        );

    private static MetricDefinition Metric(string key) =>
        MetricCatalog.TryFind(key, out var known) ? known : Custom(key["custom.".Length..], MetricAggregation.Sum);

    private static async IAsyncEnumerable<PointBatch> Batches(Given[] points)
    {
        await Task.Yield();
        yield return new PointBatch(
            [.. points.Select(Series)],
            [.. points.Select((point, i) => new StagedPoint(i, Time(point.At), point.Value, i + 1))]
        );
    }

    private static SeriesKey Series(Given point) =>
        new(
            point.Metric,
            point.Grain ?? (point.At.Contains('T', StringComparison.Ordinal) ? Granularity.Hour : Granularity.Day),
            point.Currency,
            DimensionSet.Of(
                point
                    .Dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(pair => pair.Split('='))
                    .Select(pair => new KeyValuePair<string, string>(pair[0], pair[1]))
            )
        );

    private static DateTime Time(string at) =>
        DateTime.Parse(
            at,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );
}
