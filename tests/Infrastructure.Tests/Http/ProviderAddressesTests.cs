using Nexus.Infrastructure.Http;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class ProviderAddressesTests
{
    [Theory]
    [InlineData("localhost:9000")]
    [InlineData("/stripe")]
    [InlineData("ftp://host/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:password@host/")]
    [InlineData("http://host/?key=1")]
    [InlineData("http://host/#part")]
    public void An_address_that_cannot_be_used_stops_the_start_and_is_not_repeated(string value)
    {
        var failure = Assert.Throws<StartupException>(() => Read(("stripe:BaseUrl", value)));

        Assert.Contains("Providers__stripe__BaseUrl", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_address_that_cannot_be_used_is_named()
    {
        var failure = Assert.Throws<StartupException>(() => Read(("a:BaseUrl", "x"), ("b:BaseUrl", "y")));

        Assert.Contains("Providers__a__", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Providers__b__", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_is_kept_and_ends_in_a_slash() =>
        Assert.Equal(
            new Uri("http://127.0.0.1:9000/stripe/"),
            Read(("stripe:BaseUrl", "http://127.0.0.1:9000/stripe")).Of("stripe")
        );

    [Fact]
    public void A_provider_without_a_setting_keeps_its_own_address() =>
        Assert.Null(Read(("stripe:BaseUrl", "http://host"), ("notion", null), ("notion:BaseUrl", " ")).Of("notion"));

    private static ProviderAddresses Read(params (string Key, string? Value)[] settings) =>
        ProviderAddresses.Read(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
}
