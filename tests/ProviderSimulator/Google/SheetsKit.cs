using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.ProviderSimulator.Google;

internal sealed class SheetsKit : IKitSubject
{
    private const string File = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ";

    /// <summary>Day 1 of Google's serial numbers is the last of 1899.</summary>
    private static readonly DateOnly Zero = new(1899, 12, 30);

    public string Provider => "google-sheets";

    public IReadOnlyDictionary<string, string> Addresses => GoogleKit.Addresses;

    public string Calls => "/v4/*";

    public string Data => $"/v4/spreadsheets/{File}/values/*";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Google;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var file = simulator.Google.Spreadsheets[File] = new(File);
        file.Readers.Add(GoogleKit.Email);
        var days = Enumerable.Range(1, 30).Select(ago => today.AddDays(-ago)).ToList();
        file.AddTab(
            "Books",
            7,
            [
                ["Date", "Revenue"],
                .. days.Select(day => new object?[] { day.DayNumber - Zero.DayNumber, day.Day * 10.25m }),
            ]
        );
        return new(
            GoogleKit.Credentials(),
            new JsonObject
            {
                ["spreadsheet"] = File,
                ["sheetId"] = 7,
                ["layout"] = "wide",
                ["date"] = new JsonObject { ["column"] = "Date" },
                ["values"] = new JsonArray(
                    new JsonObject
                    {
                        ["column"] = "Revenue",
                        ["metric"] = "finance.revenue",
                        ["currency"] = "EUR",
                    }
                ),
            }.ToJsonString(),
            Pages: 1,
            () => simulator.Google.Consent.Refuse(GoogleKit.Email)
        )
        {
            Expected = [.. days.Select(day => new KitPoint("finance.revenue", day, day.Day * 10.25m))],
            Secrets = GoogleKit.Secrets,
        };
    }

    public Fault Forbidden => GoogleKit.Forbidden;

    public KitThrottle Throttled(DateTimeOffset now) =>
        new(GoogleErrors.Exhausted("Quota exceeded for quota metric 'Read requests'"), now.AddSeconds(50));

    /// <remarks>Cells have no names but those that their owner gives them.</remarks>
    public Fault? Drifts => null;

    public Fault Loses => Drift.Remove("range");
}
