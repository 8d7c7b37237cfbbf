using System.Globalization;
using Nexus.Application.Features.Kpis.Series;

namespace Nexus.Application.Tests.Features.Kpis.Series;

public sealed class DecimalsTests
{
    [Theory]
    [InlineData("0.00", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("1.500", "1.5")]
    [InlineData("-1.500", "-1.5")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("-0.0000000010", "-0.000000001")]
    [InlineData("42949672.950", "42949672.95")]
    [InlineData("42949672.960", "42949672.96")]
    [InlineData("1844674407370955161.50", "1844674407370955161.5")]
    [InlineData("1844674407370955162.00", "1844674407370955162")]
    [InlineData("7922816251426433759354395.0330", "7922816251426433759354395.033")]
    [InlineData("-0.1234567890123456789012345670", "-0.123456789012345678901234567")]
    public void Zeros_at_the_end_go_and_the_number_stays(string given, string expected)
    {
        var value = decimal.Parse(given, CultureInfo.InvariantCulture);

        var normal = Decimals.Normalize(value);

        Assert.Equal(expected, normal.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(value, normal);
    }
}
