using System.Globalization;
using Nexus.Host.Pages.Kpis;

namespace Nexus.Host.Tests.Pages.Kpis;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("12,5")]
    [InlineData("1,2345")]
    [InlineData("5-")]
    [InlineData("1e3")]
    public void What_could_mean_two_things_or_none_is_not_guessed_at(string? text) => Assert.Null(Numbers.Read(text));

    [Theory]
    [InlineData("1234.5", "1234.5")]
    [InlineData("1,234.5", "1234.5")]
    [InlineData("1 234", "1234")]
    [InlineData("−3", "-3")]
    [InlineData("0", "0")]
    public void Numbers_are_read_as_people_write_them(string text, string number) =>
        Assert.Equal(decimal.Parse(number, CultureInfo.InvariantCulture), Numbers.Read(text));
}
