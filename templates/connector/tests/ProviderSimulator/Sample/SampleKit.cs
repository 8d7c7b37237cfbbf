using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.Sample;

/// <summary>What the acceptance kit has to be told about the provider.</summary>
internal sealed class SampleKit : IKitSubject
{
    private const int Days = 70;

    public string Provider => "sample-key";

    public string Calls => "/v1/*";

    public string Data => "/v1/days";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Get<SampleSimulation>();

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var simulation = simulator.Get<SampleSimulation>();
        var first = today.AddDays(-Days);
        var key = simulation.CreateAccount(first, Days);
        var historyFrom = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            new Dictionary<string, string> { ["apiKey"] = key },
            new JsonObject { ["historyFrom"] = historyFrom }.ToJsonString(),
            Pages: 3,
            () => simulation.Revoke(key)
        )
        {
            Expected =
            [
                .. Enumerable
                    .Range(0, Days)
                    .Select(index => new KitPoint("web.sessions", first.AddDays(index), index + 1)),
            ],
        };
    }

    public Fault Forbidden => Fault.Status(403, """{"error":"no right to read this"}""");

    public KitThrottle Throttled(DateTimeOffset now) =>
        new(
            new("throttled", (_, _) => new SimulatedAnswer { Status = 429, Text = "{}" }.With("Retry-After", "120")),
            now.AddMinutes(2)
        );

    public Fault? Drifts => Drift.AddFields("days[]");

    public Fault Loses => Drift.Remove("days[].visits");
}
