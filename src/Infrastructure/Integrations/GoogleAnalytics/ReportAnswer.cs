using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>A metric that is asked for.</summary>
/// <param name="Api">Google's name as Nexus knows it.</param>
/// <param name="Name">As the property has it.</param>
internal sealed record AskedMetric(string Api, string Name);

/// <summary>What a report came to.</summary>
/// <param name="Rows">Their values by name, as Google sent them.</param>
/// <param name="RowCount">How many there are in all, whatever was asked for at once.</param>
/// <param name="Metadata">What Google says about all of them.</param>
/// <param name="AskedAt">When the call began.</param>
internal sealed record ReportAnswer(
    IReadOnlyList<JsonObject> Rows,
    int RowCount,
    JsonObject Metadata,
    DateTimeOffset AskedAt
)
{
    /// <summary>Reads an answer by position, as its headers name them; an empty report has neither rows nor a count.</summary>
    /// <exception cref="IntegrationException">It is not the report that was asked for.</exception>
    public static ReportAnswer Read(GoogleAnswer answer, AnalyticsReport report, IReadOnlyList<AskedMetric> metrics)
    {
        var body = answer.Body;
        var dimensions = Names(body, "dimensionHeaders");
        string[] asked = report.Dimension is { } one ? [report.Period, one.Api] : [report.Period];
        if (
            !dimensions.SequenceEqual(asked)
            || !Names(body, "metricHeaders").SequenceEqual(metrics.Select(one => one.Name))
        )
            throw Unexpected(report);
        var types = GoogleFaults
            .Items(body, "metricHeaders")
            .Select(header => GoogleFaults.Text(header, "type") ?? "")
            .ToList();
        var rows = new List<JsonObject>();
        foreach (var row in GoogleFaults.Items(body, "rows"))
        {
            var labels = Values(row, "dimensionValues");
            var values = Values(row, "metricValues");
            if (labels.Count != dimensions.Count || values.Count != metrics.Count)
                throw Unexpected(report);
            var unknown = ProviderJson.Names(row).Where(name => name is not ("dimensionValues" or "metricValues"));
            rows.Add(
                new()
                {
                    ["unknown"] = new JsonArray([.. unknown.Select(name => JsonValue.Create(name))]),
                    ["dimensions"] = Object(dimensions.Zip(labels, (name, value) => (name, (JsonNode?)value))),
                    ["metrics"] = Object(metrics.Zip(values, (metric, value) => (metric.Api, (JsonNode?)value))),
                    ["types"] = Object(metrics.Zip(types, (metric, type) => (metric.Api, (JsonNode?)type))),
                }
            );
        }
        var count = GoogleFaults.Member(body, "rowCount");
        var metadata = GoogleFaults.Member(body, "metadata");
        return new(
            rows,
            count.ValueKind == JsonValueKind.Number ? count.GetInt32() : rows.Count,
            metadata.ValueKind == JsonValueKind.Object ? JsonObject.Create(metadata)! : [],
            answer.AskedAt
        );
    }

    /// <summary>With the rows of the next page; what Google says about them holds if it says it of either.</summary>
    public ReportAnswer With(ReportAnswer next) =>
        this with
        {
            Rows = [.. Rows, .. next.Rows],
            RowCount = next.RowCount,
        };

    private static List<string> Names(JsonElement body, string name) =>
        [.. GoogleFaults.Items(body, name).Select(header => GoogleFaults.Text(header, "name") ?? "")];

    private static List<string> Values(JsonElement row, string name) =>
        [.. GoogleFaults.Items(row, name).Select(value => GoogleFaults.Text(value, "value") ?? "")];

    private static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));

    private static IntegrationException Unexpected(AnalyticsReport report) =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"Google Analytics answered the call for {report.Title} with another report than it was asked for."
        );
}
