using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>What a report came to.</summary>
/// <param name="RowCount">How many rows there are in all, whatever was asked for at once.</param>
/// <param name="Metadata">What Google says about all of them; null where it says nothing.</param>
/// <param name="AskedAt">When the call began.</param>
internal sealed record ReportAnswer(
    IReadOnlyList<ReportRow> Rows,
    int RowCount,
    JsonElement? Metadata,
    DateTimeOffset AskedAt
)
{
    private static readonly string[] Known = ["dimensionValues", "metricValues"];

    /// <summary>Reads an answer by position, as its headers name them; an empty report has neither rows nor a count.</summary>
    /// <exception cref="IntegrationException">It is not the report that was asked for.</exception>
    public static ReportAnswer Read(JsonAnswer answer, ReportQuestion question)
    {
        var body = answer.Body;
        var dimensions = question.Report.ApiDimensions;
        var metrics = question.Metrics.Select(metric => metric.Api).ToList();
        if (
            !Texts(body, "dimensionHeaders", "name").SequenceEqual(dimensions)
            || !Texts(body, "metricHeaders", "name").SequenceEqual(question.Metrics.Select(metric => metric.Name))
        )
            throw Unexpected(question);
        var types = Named(metrics, Texts(body, "metricHeaders", "type"));
        JsonElement? metadata = body.Member("metadata") is { ValueKind: JsonValueKind.Object } said ? said : null;
        var rows = new List<ReportRow>();
        foreach (var row in body.Items("rows"))
        {
            var labels = Texts(row, "dimensionValues", "value");
            var values = Texts(row, "metricValues", "value");
            if (labels.Count != dimensions.Count || values.Count != metrics.Count)
                throw Unexpected(question);
            rows.Add(
                new(Named(dimensions, labels), Named(metrics, values), types, metadata)
                {
                    Unknown = [.. ProviderJson.Names(row).Except(Known)],
                }
            );
        }
        return new(rows, body.Whole("rowCount") ?? rows.Count, metadata, answer.AskedAt);
    }

    /// <summary>With the rows of the next page.</summary>
    public ReportAnswer With(ReportAnswer next) => this with { Rows = [.. Rows, .. next.Rows] };

    private static List<string> Texts(JsonElement body, string list, string name) =>
        [.. body.Items(list).Select(one => one.Text(name) ?? "")];

    private static Dictionary<string, string> Named(IEnumerable<string> names, IEnumerable<string> values) =>
        names.Zip(values).ToDictionary(StringComparer.Ordinal);

    private static IntegrationException Unexpected(ReportQuestion question) =>
        AnalyticsClient.Unexpected($"the call for {question.Report.Title} with another report");
}
