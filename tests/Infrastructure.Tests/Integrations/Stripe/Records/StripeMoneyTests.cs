using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Records;

public sealed class StripeMoneyTests
{
    [Theory]
    [InlineData("usd", 1999, "19.99")]
    [InlineData("JPY", 5000, "5000")]
    [InlineData("krw", 5000, "5000")]
    [InlineData("clp", 5000, "5000")]
    [InlineData("xof", 5000, "5000")]
    [InlineData("kwd", 5120, "5.12")]
    [InlineData("bhd", 1, "0.001")]
    [InlineData("tnd", 1000, "1")]
    // No smaller unit in life, hundredths at Stripe.
    [InlineData("ugx", 500, "5")]
    [InlineData("isk", 500, "5")]
    [InlineData("huf", 500, "5")]
    [InlineData("twd", 500, "5")]
    [InlineData("mga", 500, "500")]
    public void Amounts_follow_the_table_of_stripe_and_not_that_of_iso(string currency, long minor, string major) =>
        Assert.Equal(
            decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture),
            StripeMoney.Major(minor, currency)
        );

    [Fact]
    public void Fractions_of_the_smallest_unit_are_kept() => Assert.Equal(0.0002m, StripeMoney.Major(0.02m, "usd"));
}
