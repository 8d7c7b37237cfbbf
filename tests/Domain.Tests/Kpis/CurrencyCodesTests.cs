using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Kpis;

public sealed class CurrencyCodesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("XAU")]
    [InlineData("ABC")]
    public void What_no_amount_is_kept_in_is_no_currency(string? code) => Assert.False(CurrencyCodes.IsKnown(code));

    [Theory]
    [InlineData("EUR")]
    [InlineData("XOF")]
    [InlineData("CLF")]
    [InlineData("CHE")]
    [InlineData("XCG")]
    [InlineData("HRK")]
    public void Active_ones_funds_and_those_of_older_files_are(string code) => Assert.True(CurrencyCodes.IsKnown(code));

    [Fact]
    public void Each_has_three_capital_letters_and_comes_once()
    {
        Assert.All(CurrencyCodes.All, code => Assert.Matches("^[A-Z]{3}$", code));
        Assert.InRange(CurrencyCodes.All.Count, 170, 185);
    }
}
