using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.Notion;

internal sealed class NotionKit : IKitSubject
{
    private const int Objectives = 120;

    public string Provider => "notion";

    public string Calls => "/v1/*";

    /// <remarks>The only path of all that ends so; what is asked for of the data source itself is not data.</remarks>
    public string Data => $"/v1/data_sources/{First}/query";

    /// <summary>The id of the first table of a simulator.</summary>
    private const string First = "00000001-0000-4000-8000-000000000000";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Notion;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var notion = simulator.Notion;
        var table = notion
            .CreateTable("Goals")
            .AddProperty("Progress", "number", "pr%3Ag", new() { ["format"] = "percent" });
        var made = new DateTimeOffset(today.AddDays(-30), TimeOnly.MinValue, TimeSpan.Zero);
        for (var number = 0; number < Objectives; number++)
            notion.CreatePage(table, $"Goal {number}", made.AddMinutes(number)).Set("Progress", number % 4 * 0.25m);
        return new(
            new Dictionary<string, string> { ["accessToken"] = notion.Consent.CreateToken() },
            new JsonObject { ["objectives"] = table.Id, ["progress"] = "Progress" }.ToJsonString(),
            Pages: 2,
            notion.Consent.RevokeAll
        )
        {
            Expected = [new("objectives.total", today, Objectives), new("objectives.measured", today, Objectives)],
        };
    }

    public Fault Forbidden => NotionErrors.Of(403, "restricted_resource");

    public KitThrottle Throttled(DateTimeOffset now) => new(NotionErrors.RateLimited(300), now.AddMinutes(5));

    public Fault? Drifts => Drift.AddFields("results[]");

    public Fault Loses => Drift.Remove("results[].properties");
}
