using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>One row of a report by the names of its values, with what Google says about all rows.</summary>
/// <param name="Dimensions">By Google's names.</param>
/// <param name="Metrics">Texts of numbers, by Google's names as Nexus knows them.</param>
/// <param name="Types">Google's types of the metrics.</param>
internal sealed record ReportRow(
    IReadOnlyDictionary<string, string> Dimensions,
    IReadOnlyDictionary<string, string> Metrics,
    IReadOnlyDictionary<string, string> Types,
    JsonElement? Metadata
)
{
    /// <summary>Members of the row that Nexus does not know.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Whether Google left it out, because nothing happened.</summary>
    public bool Absent { get; init; }

    public RawData Raw(AnalyticsReport report, DateTimeOffset askedAt) =>
        new(report.Name, JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web), askedAt);

    /// <exception cref="JsonException">It is not what <see cref="Raw"/> made.</exception>
    public static ReportRow Of(RawData data) =>
        data.Payload.Deserialize<ReportRow>(JsonSerializerOptions.Web) ?? throw new JsonException();
}
