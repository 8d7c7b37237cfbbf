using System.Globalization;
using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Tests.Components;

public sealed class DeltaTests
{
    [Theory]
    [InlineData(null, "5")]
    [InlineData("5", null)]
    [InlineData(null, null)]
    public async Task Without_both_values_there_is_no_change_to_show(string? current, string? previous)
    {
        var html = await HtmlAsync(current, previous, MetricDirection.Good);

        Assert.Contains("class=\"delta flat\"", html, StringComparison.Ordinal);
        Assert.Contains("–", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", html, StringComparison.Ordinal);
        Assert.DoesNotContain("%", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("110", "100", MetricDirection.Good, "good", "10.0% up 10.0%, improved")]
    [InlineData("90", "100", MetricDirection.Good, "bad", "10.0% down 10.0%, worse")]
    [InlineData("2.13", "2.16", MetricDirection.Bad, "good", "1.4% down 1.4%, improved")]
    [InlineData("2.20", "2.16", MetricDirection.Bad, "bad", "1.9% up 1.9%, worse")]
    [InlineData("110", "100", MetricDirection.None, "flat", "10.0% up 10.0%")]
    [InlineData("100.04", "100", MetricDirection.Good, "flat", "0.0% unchanged")]
    [InlineData("100.05", "100", MetricDirection.Good, "good", "0.1% up 0.1%, improved")]
    [InlineData("1099", "100", MetricDirection.Good, "good", "999.0% up 999.0%, improved")]
    [InlineData("1100", "100", MetricDirection.Good, "good", ">999% up more than 999%, improved")]
    [InlineData("5", "0", MetricDirection.Good, "flat", "new new: the period before was zero")]
    [InlineData("0", "0", MetricDirection.Good, "flat", "0.0% unchanged")]
    [InlineData("-50", "-100", MetricDirection.Good, "good", "50.0% up 50.0%, improved")]
    [InlineData("0", "100", MetricDirection.Bad, "good", "100.0% down 100.0%, improved")]
    public async Task A_change_says_which_way_and_whether_that_is_good(
        string current,
        string previous,
        MetricDirection direction,
        string tone,
        string expected
    )
    {
        Assert.Contains(
            $"class=\"delta {tone}\"",
            await HtmlAsync(current, previous, direction),
            StringComparison.Ordinal
        );
        Assert.Equal(expected, await Rendered.TextAsync<Delta>(Parameters(current, previous, direction)));
    }

    private static Task<string> HtmlAsync(string? current, string? previous, MetricDirection direction) =>
        Rendered.HtmlAsync<Delta>(Parameters(current, previous, direction));

    private static (string, object?)[] Parameters(string? current, string? previous, MetricDirection direction) =>
        [("Current", Parse(current)), ("Previous", Parse(previous)), ("Direction", direction)];

    private static decimal? Parse(string? value) =>
        value is null ? null : decimal.Parse(value, CultureInfo.InvariantCulture);
}
