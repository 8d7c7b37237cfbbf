using Nexus.Application.Features.Kpis;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class FormattedKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>Value, timestamp, metadata, source and workspace; and a currency where it is money, and only there.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Transforms_to_the_KPI_format(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        var made = await nexus.ConnectAsync(workspace);
        await nexus.RunAsync();
        var owner = Guid.Parse((await nexus.RowsAsync(workspace, "select public_id from nexus.workspace")).Single());

        var metrics = await nexus.RowsAsync(workspace, "select distinct metric from nexus.kpi_series");

        Assert.NotEmpty(metrics);
        foreach (var metric in metrics)
        {
            Assert.True(MetricCatalog.TryFind(metric, out var definition), metric);
            var answer = await nexus.SendAsync(workspace, new ListPoints.Query(metric, Limit: ListPoints.MaxLimit));
            Assert.NotEmpty(answer.Value.Items);
            Assert.All(
                answer.Value.Items,
                point =>
                {
                    Assert.Equal(
                        (provider, metric, made.Id, owner),
                        (point.Source, point.Metric, point.Connection, point.WorkspaceId)
                    );
                    Assert.Equal(definition.Unit == MetricUnit.Money, point.Currency is { Length: 3 });
                    Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}", point.Timestamp);
                }
            );
        }
    }
}
