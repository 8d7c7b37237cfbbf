using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.LinkedInAds;

internal sealed class LinkedInKit : IKitSubject
{
    public string Provider => "linkedin-ads";

    public string Calls => "/rest/*";

    public string Data => "/rest/adAnalytics";

    public ISimulatedProvider Of(Simulator simulator) => simulator.LinkedIn;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var token = simulator.LinkedIn.CreateToken(AdKit.Account);
        return AdKit.Fill(
            simulator.LinkedIn.CreateAccount(AdKit.Account),
            today,
            pages: 12,
            () => simulator.LinkedIn.Revoke(token),
            level: "",
            ("accessToken", token)
        );
    }

    public Fault Forbidden => Fault.Status(403, """{"status":403,"message":"Not enough permissions to access"}""");

    /// <remarks>Its words alone say how long it lasts.</remarks>
    public KitThrottle Throttled(DateTimeOffset now) =>
        new(
            Fault.Status(
                429,
                """{"status":429,"message":"The data request limit has been exceeded. More than 45 million metric values were requested in a 5-minute window."}"""
            ),
            now.AddMinutes(5)
        );

    public Fault? Drifts => Drift.AddFields("elements[]");

    public Fault Loses => Drift.Remove("elements[].dateRange");
}
