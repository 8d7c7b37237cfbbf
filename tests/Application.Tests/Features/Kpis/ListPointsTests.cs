using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class ListPointsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private async Task<KpiScene> SceneAsync()
    {
        var scene = await KpiScene.CreateAsync(postgres, "Europe/Berlin");
        await scene.StoreAsync(
            new("finance.revenue", "2026-11-01", 10.50m, "account=b", "EUR"),
            new("finance.revenue", "2026-11-01", 20, "account=a", "EUR"),
            new("finance.revenue", "2026-11-02", 30, "account=a", "EUR"),
            new("notes.edited", "2026-11-01T23:00Z", 40)
        );
        return scene;
    }

    private static async Task<decimal[]> ValuesAsync(KpiScene scene, ListPoints.Query query) =>
        [.. (await scene.SendAsync(query)).Value.Items.Select(point => point.Value)];

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("!!!!!!!!!!!!!!!!")]
    [InlineData("____________________")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        await using var scene = await SceneAsync();

        await Assert.ThrowsAsync<ValidationException>(() => scene.SendAsync(new ListPoints.Query(Cursor: cursor)));
    }

    [Fact]
    public async Task Another_workspace_lists_nothing()
    {
        await using var scene = await SceneAsync();
        await using var other = await scene.AnotherAsync();

        Assert.Empty(await ValuesAsync(other, new ListPoints.Query()));
    }

    [Fact]
    public async Task A_point_says_all_that_is_known_of_it()
    {
        await using var scene = await SceneAsync();

        var point = (await scene.SendAsync(new ListPoints.Query("finance.revenue"))).Value.Items[0];
        var hour = (await scene.SendAsync(new ListPoints.Query("notes.edited"))).Value.Items[0];

        Assert.Equal(
            ("2026-11-01", 10.5m, "csv", "EUR", "day", true),
            (point.Timestamp, point.Value, point.Source, point.Currency, point.Granularity, point.Final)
        );
        Assert.Equal("b", point.Dimensions["account"]);
        Assert.Equal(("2026-11-02T00:00:00+01:00", null), (hour.Timestamp, hour.Currency));
    }

    [Fact]
    public async Task Pages_hold_every_point_once_in_the_order_of_time()
    {
        await using var scene = await SceneAsync();
        var values = new List<decimal>();
        string? cursor = null;
        do
        {
            var page = (await scene.SendAsync(new ListPoints.Query(Cursor: cursor, Limit: 1))).Value;
            values.AddRange(page.Items.Select(point => point.Value));
            cursor = page.Cursor;
        } while (cursor is not null);

        Assert.Equal([10.5m, 20, 40, 30], values);
    }

    [Fact]
    public async Task It_is_narrowed_by_range_dimension_source_and_currency()
    {
        await using var scene = await SceneAsync();
        await scene.StoreFromAsync(
            new IngestSource("stripe", "1", "Stripe"),
            new Given("finance.revenue", "2026-11-01", 50, Currency: "USD")
        );

        Assert.Equal([20, 30], await ValuesAsync(scene, new ListPoints.Query(Filter: ["account:a"])));
        Assert.Equal(
            [10.5m, 20, 30],
            await ValuesAsync(scene, new ListPoints.Query(Filter: ["account:a", "account:b"]))
        );
        Assert.Equal([40, 30], await ValuesAsync(scene, new ListPoints.Query(From: "2026-11-02")));
        Assert.Equal(
            [40],
            await ValuesAsync(scene, new ListPoints.Query(Granularity: "hour", From: "2026-11-02", To: "2026-11-03"))
        );
        Assert.Equal([50], await ValuesAsync(scene, new ListPoints.Query(Source: "stripe")));
        Assert.Equal([50], await ValuesAsync(scene, new ListPoints.Query(Currency: "usd")));
    }
}
