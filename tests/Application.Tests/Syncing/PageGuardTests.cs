using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;

namespace Nexus.Application.Tests.Syncing;

public sealed class PageGuardTests
{
    [Theory]
    [InlineData(null, "a b c")]
    [InlineData("0", "a b c")]
    [InlineData(null, "1:a 2:b 3:c")]
    // What was read last is still the newest.
    [InlineData("a", "1:a")]
    [InlineData("a", "1:a a a")]
    [InlineData("a", "a")]
    // A listing without cursors.
    [InlineData(null, "1:-")]
    // The same rows on two pages of one that has no identities.
    [InlineData(null, "1:a 1:b 2:c")]
    public void Pages_that_lead_on_pass(string? from, string pages) => Check(from, pages);

    [Theory]
    [InlineData(null, "1:a 2:a")]
    [InlineData(null, "1:a 2:b 3:a")]
    [InlineData("a", "1:b 2:a")]
    [InlineData("a", "1:a 2:b")]
    [InlineData(null, "a b a")]
    [InlineData(null, "1:a 2:- 1:a")]
    [InlineData(null, "1:a 1:b 1:c")]
    [InlineData(null, "1:a 2:b 1:c 2:d 1:e")]
    public void Pages_that_go_round_in_circles_end_the_reading(string? from, string pages) =>
        Assert.Equal(
            IntegrationFault.UnexpectedResponse,
            Assert.Throws<IntegrationException>(() => Check(from, pages)).Fault
        );

    [Fact]
    public void Empty_pages_without_end_end_the_reading()
    {
        var guard = new PageGuard("Charges", null);
        for (var i = 0; i < 1_000; i++)
            guard.Check(Page(i.ToString(CultureInfo.InvariantCulture)));

        Assert.Throws<IntegrationException>(() => guard.Check(Page("one too many")));
    }

    [Fact]
    public void Empty_pages_before_records_are_forgotten()
    {
        var guard = new PageGuard("Charges", null);
        for (var i = 0; i < 2_500; i++)
            guard.Check(Page(i % 900 == 899 ? $"{i}:{i}" : i.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Check(string? from, string pages)
    {
        var guard = new PageGuard("Charges", from);
        foreach (var page in pages.Split(' '))
            guard.Check(Page(page));
    }

    /// <summary>A page as <c>record:next</c> or, without a record, <c>next</c>; a dash is no cursor.</summary>
    private static SourcePage Page(string text)
    {
        var parts = text.Split(':');
        var next = parts[^1] == "-" ? null : parts[^1];
        return new(
            parts.Length == 1
                ? []
                : [new RawData("charges", JsonSerializer.SerializeToElement(parts[0]), DateTimeOffset.UnixEpoch)],
            new Checkpoint(next)
        );
    }
}
