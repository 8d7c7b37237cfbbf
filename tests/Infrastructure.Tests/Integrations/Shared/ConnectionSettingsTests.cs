using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class ConnectionSettingsTests
{
    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("last month")]
    public void A_day_that_is_none_is_refused_by_the_name_of_its_setting(string written)
    {
        var settings = JsonSerializer.SerializeToElement(new { historyFrom = written, backfillFrom = written });

        var fault = Assert.Throws<IntegrationException>(() => settings.DaySetting("historyFrom"));

        Assert.Equal(IntegrationFault.Misconfigured, fault.Fault);
        Assert.Contains("historyFrom", fault.Message, StringComparison.Ordinal);
        Assert.Throws<IntegrationException>(() => AdSettings.Of(settings));
    }

    [Fact]
    public void A_day_that_is_not_given_is_none() =>
        Assert.Null(JsonSerializer.SerializeToElement(new { historyFrom = "" }).DaySetting("historyFrom"));
}
