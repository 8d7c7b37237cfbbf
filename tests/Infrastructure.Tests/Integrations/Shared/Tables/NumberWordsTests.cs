using System.Globalization;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Tables;

public sealed class NumberWordsTests
{
    [Theory]
    [InlineData("1.2.3")]
    [InlineData("3-4")]
    [InlineData("5-")]
    [InlineData("1.234,56")]
    [InlineData("1,5")]
    [InlineData("1,23,45")]
    [InlineData("1,234'567")]
    [InlineData("12,34")]
    [InlineData("--5")]
    [InlineData("-(5)")]
    [InlineData("(5")]
    [InlineData("5)")]
    [InlineData("10 of 12")]
    [InlineData("5 kilos")]
    [InlineData("2026-03-09")]
    [InlineData("12:30")]
    [InlineData("1e5")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("€")]
    [InlineData("١٢٣")]
    [InlineData("99999999999999999999999999999999")]
    public void A_text_that_could_mean_another_number_is_none(string text) =>
        Assert.Null(NumberWords.Read(text, decimalComma: false, out _));

    [Theory]
    [InlineData("1.234.56")]
    [InlineData("1.5")]
    [InlineData("1,234,567")]
    [InlineData("1,234.56")]
    [InlineData("3-4")]
    [InlineData("09.03.2026")]
    public void With_a_decimal_comma_points_tell_thousands_apart_and_nothing_else(string text) =>
        Assert.Null(NumberWords.Read(text, decimalComma: true, out _));

    [Theory]
    [InlineData("1234.56", "1234.56")]
    [InlineData("1,234,567.8", "1234567.8")]
    [InlineData("12,34,567", "1234567")]
    [InlineData("1'234.5", "1234.5")]
    [InlineData(".5", "0.5")]
    [InlineData("-5", "-5")]
    [InlineData("−5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("(5.10)", "-5.10")]
    [InlineData("($1,200)", "-1200")]
    [InlineData("-$5", "-5")]
    [InlineData("$-5", "-5")]
    [InlineData("US$5", "5")]
    [InlineData("EUR 5", "5")]
    [InlineData("5 kg", "5")]
    [InlineData("99.5%", "99.5")]
    [InlineData("99.5 %", "99.5")]
    public void Numbers_with_a_decimal_point_are_read(string text, string expected) =>
        Assert.Equal(Number(expected), NumberWords.Read(text, decimalComma: false, out _));

    [Theory]
    [InlineData("1.234,56 €", "1234.56")]
    [InlineData("1 234,56", "1234.56")]
    [InlineData("1\u00a0234,56", "1234.56")]
    [InlineData("1\u202f234\u202f567", "1234567")]
    [InlineData("1.234", "1234")]
    [InlineData("0,5", "0.5")]
    [InlineData(",5", "0.5")]
    [InlineData("-0,50 zł", "-0.50")]
    public void Numbers_with_a_decimal_comma_are_read(string text, string expected) =>
        Assert.Equal(Number(expected), NumberWords.Read(text, decimalComma: true, out _));

    [Theory]
    [InlineData("5%", true)]
    [InlineData("5", false)]
    public void A_percent_sign_is_told(string text, bool expected)
    {
        NumberWords.Read(text, decimalComma: false, out var isPercent);

        Assert.Equal(expected, isPercent);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
