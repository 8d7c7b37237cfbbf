using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.Google;

internal sealed class AnalyticsKit : IKitSubject
{
    private const int Days = 70;

    private const string Property = "1001";

    public string Provider => "google-analytics";

    public IReadOnlyDictionary<string, string> Addresses => GoogleKit.Addresses;

    public string Calls => "/v1beta/*";

    public string Data => "/v1beta/properties/1001:runReport";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Google;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var property = simulator.Google.Properties[Property] = new(Property) { TimeZone = "UTC" };
        property.Readers.Add(GoogleKit.Email);
        var first = today.AddDays(-Days);
        for (var day = first; day < today; day = day.AddDays(1))
        {
            for (var visit = 0; visit <= day.DayNumber % 3; visit++)
                property.Visits.Add(
                    new(day, $"user-{visit}", visit == 0 ? "Direct" : "Organic Search", Sale: visit * 19.99m)
                    {
                        KeyEvents = visit == 1 ? ["purchase"] : [],
                    }
                );
        }
        return new(
            GoogleKit.Credentials(),
            new JsonObject
            {
                ["property"] = Property,
                ["historyFrom"] = first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }.ToJsonString(),
            Pages: 20,
            () => simulator.Google.Consent.Refuse(GoogleKit.Email)
        )
        {
            Expected =
            [
                .. property
                    .Visits.GroupBy(visit => visit.Day)
                    .SelectMany(day =>
                        new KitPoint[]
                        {
                            new("web.sessions", day.Key, day.Count()),
                            new("web.total_revenue", day.Key, day.Sum(visit => visit.Sale)),
                            new("web.total_users", day.Key, day.DistinctBy(visit => visit.User).Count()),
                        }
                    ),
            ],
            Secrets = GoogleKit.Secrets,
        };
    }

    public Fault Forbidden => GoogleKit.Forbidden;

    /// <remarks>Quotas of the hour are full again at the next.</remarks>
    public KitThrottle Throttled(DateTimeOffset now) =>
        new(GoogleErrors.Exhausted("Exhausted property tokens for a project per hour."), now.AddHours(1));

    public Fault? Drifts => Drift.AddFields("rows[]");

    public Fault Loses => Drift.Remove("rows[].dimensionValues");
}
