using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.XAds;

namespace Nexus.ProviderSimulator.Administration;

/// <summary>What another process asks of the ad networks, below <c>/_simulator/ads/</c>.</summary>
/// <remarks>
/// <c>POST demo</c> fills one account at each network with the last 120 days, and answers
/// <c>{"meta-ads": {"account", "credentials": {…}}, "linkedin-ads": …, "x-ads": …}</c>.
/// </remarks>
internal static class AdAdmin
{
    private const int Days = 120;

    public static JsonObject Demo(Simulator simulator)
    {
        var today = DateOnly.FromDateTime(simulator.Clock.GetUtcNow().UtcDateTime);
        AdBook[] books =
        [
            simulator.Meta.CreateAccount("1001"),
            simulator.LinkedIn.CreateAccount("2002"),
            simulator.X.CreateAccount("18ce54d4x5t"),
        ];
        for (var index = 0; index < books.Length; index++)
            AdScenarios.Demo(books[index], today.AddDays(-Days), today, seed: index + 1);
        return new()
        {
            [simulator.Meta.Name] = Connection("1001", ("accessToken", simulator.Meta.CreateToken("1001"))),
            [simulator.LinkedIn.Name] = Connection("2002", ("accessToken", simulator.LinkedIn.CreateToken("2002"))),
            [simulator.X.Name] = Connection(
                "18ce54d4x5t",
                ("consumerKey", XSimulation.ConsumerKey),
                ("consumerSecret", XSimulation.ConsumerSecret),
                ("accessToken", simulator.X.CreateToken("18ce54d4x5t")),
                ("accessTokenSecret", XSimulation.TokenSecret)
            ),
        };
    }

    private static JsonObject Connection(string account, params (string Name, string Value)[] credentials) =>
        new()
        {
            ["account"] = account,
            ["credentials"] = new JsonObject(
                credentials.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))
            ),
        };
}
