using System.Globalization;
using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Tests.Components;

public sealed class FigureTests
{
    [Fact]
    public async Task A_missing_value_is_a_dash_and_never_a_zero()
    {
        var html = await Rendered.HtmlAsync<Figure>(("Value", null), ("Unit", MetricUnit.Money), ("Currency", "EUR"));

        Assert.Contains("–", html, StringComparison.Ordinal);
        Assert.Contains("no value", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0", html, StringComparison.Ordinal);
        Assert.DoesNotContain("€", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_figure_has_all_its_digits_on_hover()
    {
        var html = await Rendered.HtmlAsync<Figure>(
            ("Value", 409_412.345m),
            ("Unit", MetricUnit.Money),
            ("Currency", "EUR")
        );

        Assert.Contains("title=\"€409,412.345\"", html, StringComparison.Ordinal);
        Assert.Contains(">€409.4k<", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("999", "999")]
    [InlineData("9999", "9,999")]
    [InlineData("10000", "10.00k")]
    [InlineData("65930", "65.93k")]
    [InlineData("412800", "412.8k")]
    [InlineData("999960", "1.00M")]
    [InlineData("1270000", "1.27M")]
    [InlineData("12700000", "12.7M")]
    [InlineData("999990000", "1.00B")]
    [InlineData("-65930", "−65.93k")]
    [InlineData("3.14159", "3.14")]
    public void Counts_are_in_full_until_ten_thousand(string value, string expected) =>
        Assert.Equal(expected, Figures.Short(Parse(value), MetricUnit.Count));

    [Theory]
    [InlineData("0", "EUR", "€0.00")]
    [InlineData("78.236", "EUR", "€78.24")]
    [InlineData("-78.236", "EUR", "−€78.24")]
    [InlineData("5610.4", "USD", "$5,610")]
    [InlineData("60860", "GBP", "£60.86k")]
    [InlineData("12", "CHF", "CHF\u00a012.00")]
    [InlineData("-0.001", "EUR", "€0.00")]
    public void Money_has_its_sign_before_it(string value, string currency, string expected) =>
        Assert.Equal(expected, Figures.Short(Parse(value), MetricUnit.Money, currency));

    [Theory]
    [InlineData("2.126", "2.13%")]
    [InlineData("0", "0.00%")]
    [InlineData("-2.126", "−2.13%")]
    public void Percent_has_two_decimals(string value, string expected) =>
        Assert.Equal(expected, Figures.Short(Parse(value), MetricUnit.Percent));

    [Theory]
    [InlineData("0.25", "0.3 s")]
    [InlineData("59.4", "59 s")]
    [InlineData("59.6", "1 min")]
    [InlineData("2580", "43 min")]
    [InlineData("3599", "1 h 00")]
    [InlineData("7500", "2 h 05")]
    [InlineData("-90", "−2 min")]
    public void Durations_are_in_the_unit_that_fits(string seconds, string expected) =>
        Assert.Equal(expected, Figures.Duration(Parse(seconds)));

    [Theory]
    [InlineData(null, "–")]
    [InlineData("0.0213", "2.1%")]
    [InlineData("0", "0.0%")]
    public void Shares_are_percent(string? share, string expected) =>
        Assert.Equal(expected, Figures.Share(share is null ? null : Parse(share)));

    private static decimal Parse(string value) => decimal.Parse(value, CultureInfo.InvariantCulture);
}
