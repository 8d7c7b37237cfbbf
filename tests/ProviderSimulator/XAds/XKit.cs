using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.XAds;

internal sealed class XKit : IKitSubject
{
    public string Provider => "x-ads";

    public string Calls => "/12/*";

    public string Data => "/12/stats/*";

    public ISimulatedProvider Of(Simulator simulator) => simulator.X;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var token = simulator.X.CreateToken(AdKit.Account);
        (simulator.X.LooksUntilReady, simulator.X.LooksUntilAddress) = (0, 0);
        return AdKit.Fill(
            simulator.X.CreateAccount(AdKit.Account, zone: "UTC"),
            today,
            pages: 12,
            () => simulator.X.Revoke(token),
            level: "campaign",
            ("consumerKey", XSimulation.ConsumerKey),
            ("consumerSecret", XSimulation.ConsumerSecret),
            ("accessToken", token),
            ("accessTokenSecret", XSimulation.TokenSecret)
        ) with
        {
            Slow = () => (simulator.X.LooksUntilReady, simulator.X.LooksUntilAddress) = (1, 1),
        };
    }

    public Fault Forbidden => Fault.Status(403, """{"errors":[{"code":"FORBIDDEN","message":"No role"}]}""");

    public KitThrottle Throttled(DateTimeOffset now) =>
        new(
            new(
                "throttled",
                (_, _) =>
                    new SimulatedAnswer { Status = 429, Text = """{"errors":[{"code":"TOO_MANY_REQUESTS"}]}""" }.With(
                        "x-account-rate-limit-reset",
                        $"{now.AddMinutes(11).ToUnixTimeSeconds()}"
                    )
            ),
            now.AddMinutes(11)
        );

    public Fault? Drifts => Drift.AddFields("data[].id_data[].metrics");

    public Fault Loses => Drift.Remove("data[].id");
}
