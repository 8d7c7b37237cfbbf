using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>A metric that is asked for.</summary>
/// <param name="Api">Google's name as Nexus knows it.</param>
/// <param name="Name">As the property has it.</param>
internal sealed record AskedMetric(string Api, string Name);

/// <summary>A report of some days of one property.</summary>
internal sealed record ReportQuestion(AnalyticsReport Report, IReadOnlyList<AskedMetric> Metrics, DateRange Days)
{
    private const int RowsInAnswer = 50_000;

    /// <param name="offset">Rows that are known already.</param>
    public JsonObject Body(int offset)
    {
        var body = new JsonObject
        {
            ["dimensions"] = Named("name", Report.ApiDimensions),
            ["metrics"] = Named("name", Metrics.Select(metric => metric.Name)),
            ["dateRanges"] = new JsonArray(
                new JsonObject { ["startDate"] = DayText.Write(Days.First), ["endDate"] = DayText.Write(Days.Last) }
            ),
            // Without an order, pages overlap.
            ["orderBys"] = new JsonArray([
                .. Named("dimensionName", Report.ApiDimensions)
                    .Select(one => new JsonObject { ["dimension"] = one!.DeepClone() }),
            ]),
            ["limit"] = RowsInAnswer,
            ["offset"] = offset,
            ["returnPropertyQuota"] = true,
        };
        if (Report.OnlyKeyEvents)
            body["dimensionFilter"] = new JsonObject
            {
                ["filter"] = new JsonObject
                {
                    ["fieldName"] = "isKeyEvent",
                    ["stringFilter"] = new JsonObject { ["matchType"] = "EXACT", ["value"] = "true" },
                },
            };
        return body;
    }

    private static JsonArray Named(string member, IEnumerable<string> names) =>
        new([.. names.Select(name => new JsonObject { [member] = name })]);
}
