using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

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
    public static ReportAnswer Read(JsonAnswer answer, ReportQuestion question)
    {
        var body = answer.Body;
        var (report, metrics) = (question.Report, question.Metrics);
        var dimensions = Texts(body, "dimensionHeaders", "name");
        var told = Texts(body, "metricHeaders", "name");
        if (!dimensions.SequenceEqual(report.ApiDimensions) || !told.SequenceEqual(metrics.Select(one => one.Name)))
            throw Unexpected(report);
        var types = Texts(body, "metricHeaders", "type");
        var rows = new List<JsonObject>();
        foreach (var row in body.Items("rows"))
        {
            var labels = Texts(row, "dimensionValues", "value");
            var values = Texts(row, "metricValues", "value");
            if (labels.Count != dimensions.Count || values.Count != metrics.Count)
                throw Unexpected(report);
            var unknown = ProviderJson.Names(row).Where(name => name is not ("dimensionValues" or "metricValues"));
            rows.Add(
                new()
                {
                    ["unknown"] = new JsonArray([.. unknown.Select(name => JsonValue.Create(name))]),
                    ["dimensions"] = Object(dimensions, labels),
                    ["metrics"] = Object(metrics.Select(metric => metric.Api), values),
                    ["types"] = Object(metrics.Select(metric => metric.Api), types),
                }
            );
        }
        var metadata = body.Member("metadata");
        return new(
            rows,
            body.Whole("rowCount") ?? rows.Count,
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

    private static List<string> Texts(JsonElement body, string list, string name) =>
        [.. body.Items(list).Select(one => one.Text(name) ?? "")];

    private static JsonObject Object(IEnumerable<string> names, IEnumerable<string> values) =>
        new(names.Zip(values, (name, value) => KeyValuePair.Create(name, (JsonNode?)value)));

    private static IntegrationException Unexpected(AnalyticsReport report) =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"Google Analytics answered the call for {report.Title} with another report than it was asked for."
        );
}
