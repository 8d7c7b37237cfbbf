using System.Globalization;
using System.Text;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("abc")]
    [InlineData("12abc")]
    [InlineData("1.2.3")]
    [InlineData("1,2,3")]
    [InlineData("1,23,45")]
    [InlineData("1,2345")]
    [InlineData("1234,567")]
    [InlineData("0,123")]
    [InlineData("1,,234")]
    [InlineData(",5")]
    [InlineData("5.")]
    [InlineData("1 2")]
    [InlineData("1'23")]
    [InlineData("1,234.567,8")]
    [InlineData("1.5e")]
    [InlineData("1e5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Inf")]
    [InlineData("∞")]
    [InlineData("--5")]
    [InlineData("+-5")]
    [InlineData("(5")]
    [InlineData("5)")]
    [InlineData("-(5)")]
    [InlineData("((5))")]
    [InlineData("1.234,-")]
    [InlineData("$5$")]
    [InlineData("$5 EUR")]
    [InlineData("5%%")]
    [InlineData("XYZ 5")]
    [InlineData("2024-01-02")]
    [InlineData("01/02")]
    [InlineData("10:30")]
    [InlineData("0x1F")]
    [InlineData("1_000")]
    public void Text_that_is_no_number_with_a_decimal_dot_is_refused(string cell) =>
        Assert.Equal(NumberOutcome.NotANumber, Read(cell, '.', false, out _));

    [Theory]
    [InlineData("12345678901234567890123456789")]
    [InlineData("0.12345678901234567890123456789")]
    [InlineData("1234567890123456789.0123456789012345")]
    [InlineData("79228162514264337593543950336")]
    public void A_number_of_more_than_28_digits_is_refused_rather_than_rounded(string cell) =>
        Assert.Equal(NumberOutcome.TooManyDigits, Read(cell, '.', false, out _));

    [Theory]
    [InlineData("1e29")]
    [InlineData("1e-29")]
    [InlineData("1e9999")]
    public void An_exponent_beyond_a_decimal_is_refused(string cell) =>
        Assert.Equal(NumberOutcome.TooManyDigits, Read(cell, '.', true, out _));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("7", "7")]
    [InlineData("-7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("007", "7")]
    [InlineData("1234.5", "1234.5")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("1,234.56", "1234.56")]
    [InlineData("1,234", "1234")]
    [InlineData("12,345,678.9", "12345678.9")]
    [InlineData("1,23,456.78", "123456.78")]
    [InlineData("12,34,56,789", "123456789")]
    [InlineData("1 234.56", "1234.56")]
    [InlineData("1\u00A0234.56", "1234.56")]
    [InlineData("1\u202F234.56", "1234.56")]
    [InlineData("1\u2009234.56", "1234.56")]
    [InlineData("1'234.56", "1234.56")]
    [InlineData("1\u2019234.56", "1234.56")]
    [InlineData("(1,234.50)", "-1234.50")]
    [InlineData("($1,234.50)", "-1234.50")]
    [InlineData("$(1,234.50)", "-1234.50")]
    [InlineData("1234-", "-1234")]
    [InlineData("\u22121234", "-1234")]
    [InlineData("\u200E-1234\u200F", "-1234")]
    [InlineData("-$20.00", "-20.00")]
    [InlineData("$-20.00", "-20.00")]
    [InlineData("$ 20.00", "20.00")]
    [InlineData("20.00 USD", "20.00")]
    [InlineData("12.5%", "12.5")]
    [InlineData("12.5 %", "12.5")]
    [InlineData("%12.5", "12.5")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("0.1234567890123456789012345678", "0.1234567890123456789012345678")]
    [InlineData("1.50000000000000000000000000000000000", "1.5")]
    [InlineData("0.00000000000000000000000000000000000", "0")]
    public void Usual_ways_of_writing_with_a_decimal_dot_are_read_exactly(string cell, string expected) =>
        AssertReads(cell, '.', expected);

    [Theory]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("-0,5", "-0.5")]
    [InlineData("1 234,56 €", "1234.56")]
    [InlineData("1\u202F234,56\u00A0€", "1234.56")]
    [InlineData("1'234,56", "1234.56")]
    [InlineData("12,5 %", "12.5")]
    [InlineData("1.234", "1234")]
    public void Usual_ways_of_writing_with_a_decimal_comma_are_read_exactly(string cell, string expected) =>
        AssertReads(cell, ',', expected);

    [Theory]
    [InlineData("1.5E+3", "1500")]
    [InlineData("2e-3", "0.002")]
    [InlineData("-1.25E2", "-125")]
    [InlineData("1E28", null)]
    [InlineData("1E27", "1000000000000000000000000000")]
    public void An_exponent_is_read_where_the_column_has_them(string cell, string? expected)
    {
        var outcome = Read(cell, '.', true, out var number);
        if (expected is null)
            Assert.Equal(NumberOutcome.TooManyDigits, outcome);
        else
            Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), number.Value);
    }

    [Theory]
    [InlineData("$5", null, "USD")]
    [InlineData("$5", "CAD", "CAD")]
    [InlineData("$5", "EUR", "USD")]
    [InlineData("CA$5", null, "CAD")]
    [InlineData("€5", null, "EUR")]
    [InlineData("5€", null, "EUR")]
    [InlineData("5 eur", null, "EUR")]
    [InlineData("CHF 5", null, "CHF")]
    [InlineData("Fr. 5", null, "CHF")]
    [InlineData("kr 5", "NOK", "NOK")]
    [InlineData("£5", null, "GBP")]
    [InlineData("¥5", "CNY", "CNY")]
    [InlineData("₹ 1,00,000.00", null, "INR")]
    [InlineData("R$ 5", null, "BRL")]
    [InlineData("د.ا.\u200F4.750", null, "JOD")]
    public void The_currency_beside_an_amount_is_kept(string cell, string? expected, string code)
    {
        Assert.Equal(NumberOutcome.Number, Read(cell, '.', false, out var number));
        Assert.Equal(code, number.Currency!.Choose(expected));
    }

    [Theory]
    [InlineData("1234", "Dot, Comma, Same")]
    [InlineData("1,234", "Dot, Comma")]
    [InlineData("1.234", "Dot, Comma")]
    [InlineData("$1,234", "Dot, Comma")]
    [InlineData("1,234,567", "Dot")]
    [InlineData("1.234.567", "Comma")]
    [InlineData("1,234.5", "Dot")]
    [InlineData("1.234,5", "Comma")]
    [InlineData("1.5", "Dot")]
    [InlineData("1,5", "Comma")]
    [InlineData("0.123", "Dot")]
    [InlineData("0,123", "Comma")]
    [InlineData("1234,567", "Comma")]
    [InlineData("12.3456", "Dot")]
    [InlineData("1'234.50", "Dot")]
    [InlineData("1'234", "Dot, Comma, Same")]
    [InlineData("1e3", "Dot, Comma, Same, Scientific")]
    [InlineData("12%", "Dot, Comma, Same, Percent")]
    [InlineData("none", "None")]
    public void Only_what_a_cell_alone_decides_is_decided(string cell, string expected) =>
        Assert.Equal(expected, NumberText.Classify(Encoding.UTF8.GetBytes(cell), out _).ToString());

    private static void AssertReads(string cell, char separator, string expected)
    {
        Assert.Equal(NumberOutcome.Number, Read(cell, separator, false, out var number));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), number.Value);
    }

    private static NumberOutcome Read(string cell, char separator, bool scientific, out NumberCell number) =>
        NumberText.TryRead(Encoding.UTF8.GetBytes(cell), (byte)separator, scientific, out number);
}
