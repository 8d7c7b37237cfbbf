using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

public sealed class AdRowTests
{
    private static readonly AdRow Row = new(
        AdLevel.Account,
        Granularity.Day,
        "EUR",
        new DateOnly(2026, 3, 1),
        [JsonSerializer.SerializeToElement(new { spend = "12.50" })]
    )
    {
        First = new DateOnly(2026, 3, 2),
    };

    [Fact]
    public void A_row_of_another_day_of_reading_differs_in_what_Nexus_adds_alone()
    {
        var (one, other) = (Members(Row), Members(Row with { FinalTo = new DateOnly(2026, 3, 2) }));

        var differing = Assert.Single(one.Keys, name => one[name] != other[name]);

        Assert.StartsWith(RawData.Own, differing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_read_again_as_it_was()
    {
        var again = AdRow.Of(Row.Raw("account", DateTimeOffset.UnixEpoch));

        Assert.Equal((Row.FinalTo, Row.First, Row.Currency), (again.FinalTo, again.First, again.Currency));
    }

    private static Dictionary<string, string> Members(AdRow row) =>
        row.Raw("account", DateTimeOffset.UnixEpoch)
            .Payload.EnumerateObject()
            .ToDictionary(member => member.Name, member => member.Value.GetRawText(), StringComparer.Ordinal);
}
