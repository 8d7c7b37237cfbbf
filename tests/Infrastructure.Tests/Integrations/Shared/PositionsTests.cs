using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class PositionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("""{"v":1,"page":7}""")]
    [InlineData("""{"v":2,"page":"seven"}""")]
    [InlineData("""["of another adapter"]""")]
    public void What_was_written_in_another_shape_is_the_start(string? written) =>
        Assert.Null(new Checkpoint(written).Find<Place>(version: 2));

    [Fact]
    public void A_position_of_the_shape_is_found() =>
        Assert.Equal(new Place(2, 7), Checkpoint.At(new Place(2, 7)).Find<Place>(version: 2));

    private sealed record Place(int V, int Page) : IPosition;
}
