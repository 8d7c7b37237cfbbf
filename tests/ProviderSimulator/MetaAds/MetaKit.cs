using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.MetaAds;

internal sealed class MetaKit : IKitSubject
{
    public string Provider => "meta-ads";

    public string Calls => "/v25.0/*";

    public string Data => "/v25.0/act_77/insights";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Meta;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var token = simulator.Meta.CreateToken(AdKit.Account);
        simulator.Meta.LooksUntilReady = 0;
        return AdKit.Fill(
            simulator.Meta.CreateAccount(AdKit.Account),
            today,
            pages: 12,
            () => simulator.Meta.Revoke(token),
            level: "",
            ("accessToken", token)
        ) with
        {
            Slow = () => simulator.Meta.LooksUntilReady = 1,
        };
    }

    public Fault Forbidden =>
        Fault.Status(403, """{"error":{"message":"Ad account owner has NOT grant ads_read","code":200}}""");

    /// <remarks>With status 400, and a header that counts minutes.</remarks>
    public KitThrottle Throttled(DateTimeOffset now) =>
        new(
            new(
                "throttled",
                (_, _) =>
                    new SimulatedAnswer
                    {
                        Status = 400,
                        Text = """{"error":{"message":"Too many calls to this ad-account.","code":80000}}""",
                    }.With(
                        "x-business-use-case-usage",
                        """{"1":[{"type":"ads_insights","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}"""
                    )
            ),
            now.AddMinutes(19)
        );

    public Fault? Drifts => Drift.AddFields("data[]");

    public Fault Loses => Drift.Remove("data[].date_start");
}
