using Nexus.Infrastructure.Storage.Ingest;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

public sealed class KeyOrderTests
{
    [Theory]
    [InlineData("0@1 0@1")]
    [InlineData("0@1 1@1 0@2 1@1")]
    [InlineData("0@1 0@2 0@1")]
    [InlineData("0@3 0@2 0@3")]
    public void A_time_that_may_come_twice_ends_the_certainty(string points) => Assert.False(Order(points).IsStrict);

    [Theory]
    [InlineData("")]
    [InlineData("0@1 1@1 0@2 1@2")]
    [InlineData("0@3 0@2 0@1")]
    [InlineData("0@1 0@2 1@9 1@8")]
    public void Series_that_run_one_way_have_no_time_twice(string points) => Assert.True(Order(points).IsStrict);

    [Fact]
    public void A_stored_series_with_two_numbers_ends_the_certainty()
    {
        var order = new KeyOrder();
        order.AddSeries([7]);

        order.AddSeries([8, 7]);

        Assert.False(order.IsStrict);
    }

    [Fact]
    public void Series_that_join_later_are_watched_as_well()
    {
        var order = new KeyOrder();
        order.AddSeries([7]);
        order.Add(0, 5);
        order.AddSeries([8, 9, 10]);
        order.Add(3, 5);
        order.Add(0, 6);
        Assert.True(order.IsStrict);

        order.Add(3, 5);

        Assert.False(order.IsStrict);
    }

    /// <param name="points">As <c>series@time</c>, of the series 0 and 1.</param>
    private static KeyOrder Order(string points)
    {
        var order = new KeyOrder();
        order.AddSeries([7, 8]);
        foreach (var point in points.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            order.Add(point[0] - '0', point[2] - '0');
        return order;
    }
}
