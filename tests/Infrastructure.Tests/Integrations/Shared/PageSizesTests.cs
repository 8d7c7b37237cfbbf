using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class PageSizesTests
{
    private readonly PageSizes _sizes = new(100, 25, 5);
    private readonly List<int> _asked = [];

    [Fact]
    public async Task Fewer_are_asked_for_until_the_provider_gives_them_and_then_step_by_step_more()
    {
        Assert.Equal(5, await AskAsync(most: 5));
        await AskAsync(most: 100);
        await AskAsync(most: 100);

        Assert.Equal([100, 25, 5, 25, 100], _asked);
    }

    [Fact]
    public async Task What_is_too_large_in_the_smallest_parts_is_said_to_be_so()
    {
        var fault = await Assert.ThrowsAsync<IntegrationException>(() => AskAsync(most: 1));

        Assert.Equal(IntegrationFault.Split, fault.Fault);
        Assert.Equal([100, 25, 5], _asked);
    }

    [Fact]
    public async Task Any_other_fault_is_not_met_by_asking_for_less()
    {
        await Assert.ThrowsAsync<IntegrationException>(() =>
            _sizes.AskAsync<int>(
                size =>
                {
                    _asked.Add(size);
                    throw new IntegrationException(IntegrationFault.Unavailable, "Down.");
                },
                CancellationToken.None
            )
        );

        Assert.Equal([100], _asked);
    }

    private Task<int> AskAsync(int most) =>
        _sizes.AskAsync(
            size =>
            {
                _asked.Add(size);
                return size <= most
                    ? Task.FromResult(size)
                    : throw new IntegrationException(IntegrationFault.Split, "Too many.");
            },
            CancellationToken.None
        );
}
