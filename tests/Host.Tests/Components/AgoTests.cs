using Nexus.Host.Components;

namespace Nexus.Host.Tests.Components;

public sealed class AgoTests
{
    [Fact]
    public async Task What_never_was_is_a_dash() => Assert.Equal("–", await Rendered.TextAsync<Ago>(("At", null)));

    [Theory]
    [InlineData(-20, "just now")]
    [InlineData(-60, "1 min ago")]
    [InlineData(-3599, "59 min ago")]
    [InlineData(-9 * 3600, "9 h ago")]
    [InlineData(-86_400, "1 day ago")]
    [InlineData(-5 * 86_400, "5 days ago")]
    [InlineData(-40 * 86_400, "12 Oct 2026")]
    [InlineData(20, "in a moment")]
    [InlineData(7200, "in 2 h")]
    public async Task An_age_has_one_unit(int seconds, string expected) =>
        Assert.Equal(expected, await Rendered.TextAsync<Ago>(("At", Rendered.Now.AddSeconds(seconds))));

    [Fact]
    public async Task The_exact_time_is_on_hover_with_its_zone() =>
        Assert.Contains(
            "title=\"21 Nov 2026, 11:00:00 (UTC)\"",
            await Rendered.HtmlAsync<Ago>(("At", Rendered.Now.AddHours(-1))),
            StringComparison.Ordinal
        );
}
