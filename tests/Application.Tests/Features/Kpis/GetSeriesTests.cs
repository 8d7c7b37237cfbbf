using System.Globalization;
using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class GetSeriesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static SeriesRequest Of(string metric, string from, string to, string bucket = "day") =>
        new()
        {
            Metric = metric,
            From = from,
            To = to,
            Bucket = bucket,
        };

    private static string Text(IEnumerable<SeriesPoint> points) =>
        string.Join(' ', points.Select(p => p.Value?.ToString(CultureInfo.InvariantCulture) ?? "-"));

    [Fact]
    public async Task A_day_without_points_is_null_and_not_zero()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(
            new("notes.edited", "2026-11-01", 3),
            new("notes.edited", "2026-11-03", 0),
            new("notes.edited", "2026-11-04", 4)
        );

        var series = await scene.SeriesAsync(Of("notes.edited", "2026-11-01", "2026-11-05"));

        Assert.Equal("3 - 0 4", Text(series.Points));
        Assert.Equal(7, series.Total);
        Assert.Equal("2026-11-01", series.Points[0].Start);
    }
}
