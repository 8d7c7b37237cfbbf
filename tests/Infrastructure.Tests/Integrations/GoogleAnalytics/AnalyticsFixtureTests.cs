using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.GoogleAnalytics;
using Nexus.Infrastructure.Integrations.Shared.Google;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.GoogleAnalytics;

/// <summary>Answers that Google really gave; the tests end at once where the folder is absent.</summary>
public sealed class AnalyticsFixtureTests
{
    private static readonly DateTimeOffset Asked = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_report_is_read_by_position_also_one_without_rows()
    {
        if (Folder is not { } folder)
            return;
        foreach (
            var (file, rows, count) in new[]
            {
                ("nango__run-report.json", 0, 0),
                ("plausible__ga4_start_date.json", 1, 3),
                ("sitekit__report_with_totals.json", 1, 364),
                ("plausible__ga4_report_imported_visitors.json", 5, 5),
                ("plausible__ga4_report_imported_sources.json", 8, 8),
            }
        )
        {
            var body = ReportOf(folder, file);
            var answer = Read(body);
            Assert.Equal((file, rows, count), (file, answer.Rows.Count, answer.RowCount));
        }
    }

    [Fact]
    public void People_and_sessions_of_a_day_are_not_the_sum_of_its_rows()
    {
        if (Folder is not { } folder)
            return;
        var byDay = Read(ReportOf(folder, "plausible__ga4_report_imported_visitors.json"));
        var bySource = Read(ReportOf(folder, "plausible__ga4_report_imported_sources.json"));

        Assert.Equal((3m, 4m, 13m), Sums(byDay));
        Assert.Equal((7m, 9m, 13m), Sums(bySource));
        Assert.True(MetricCatalog.TryFind("web.total_users", out var users));
        Assert.Equal(MetricAggregation.None, users.Aggregation);

        static (decimal Users, decimal Sessions, decimal Views) Sums(ReportAnswer answer) =>
            (Sum(answer, "totalUsers"), Sum(answer, "sessions"), Sum(answer, "screenPageViews"));

        static decimal Sum(ReportAnswer answer, string metric) =>
            answer
                .Rows.Where(row => row.Dimensions["date"] == "20240222")
                .Sum(row => decimal.Parse(row.Metrics[metric], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Names_of_metrics_are_resolved_by_the_real_catalogue()
    {
        if (Folder is not { } folder)
            return;
        var metadata = Response(folder, "nango__get-metadata.json");
        var names = new MetricNames(metadata);

        Assert.Equal("keyEvents", names.Find("conversions"));
        Assert.All(
            AnalyticsReport.All.SelectMany(report => report.Metrics),
            metric => Assert.Equal(metric.Api, names.Find(metric.Api))
        );
    }

    [Fact]
    public void A_disabled_api_is_the_operators_fault()
    {
        if (Folder is not { } folder)
            return;
        var body = Parse(folder, "plausible__ga4_api_disabled_error_403.json");

        var fault = GoogleFaults.Of(
            Refusals.Of(HttpStatusCode.Forbidden, body),
            new("property", "Admin API", false),
            null
        );

        Assert.Equal(IntegrationFault.OperatorFault, fault.Fault);
        Assert.DoesNotContain("752168887897", fault.Message, StringComparison.Ordinal);
    }

    private static string? Folder => Repository.SharedFixtures is { } shared ? Path.Combine(shared, "ga4") : null;

    private static JsonElement Parse(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;

    private static JsonElement Response(string folder, string file)
    {
        var root = Parse(folder, file);
        var exchange = root.ValueKind == JsonValueKind.Array ? root[0] : root;
        return exchange.TryGetProperty("response", out var response) ? response : exchange;
    }

    private static JsonElement ReportOf(string folder, string file)
    {
        var body = Response(folder, file);
        return body.TryGetProperty("reports", out var reports) ? reports[0] : body;
    }

    /// <summary>Reads an answer as that to a report of just its metrics and dimensions.</summary>
    internal static ReportAnswer Read(JsonElement body)
    {
        var metrics = body.GetProperty("metricHeaders")
            .EnumerateArray()
            .Select(header => new AskedMetric(
                header.GetProperty("name").GetString()!,
                header.GetProperty("name").GetString()!
            ))
            .ToList();
        var dimensions = body.GetProperty("dimensionHeaders").GetArrayLength();
        var answer = JsonObject.Create(body)!;
        // Nexus asks for a period and at most one more; what the fixtures ask for besides is not its business.
        answer["dimensionHeaders"] = new JsonArray(
            dimensions == 1
                ? [new JsonObject { ["name"] = "date" }]
                : [new JsonObject { ["name"] = "date" }, new JsonObject { ["name"] = "more" }]
        );
        if (answer["rows"] is JsonArray rows)
        {
            foreach (var row in rows)
            {
                var labels = row!["dimensionValues"]!.AsArray();
                while (labels.Count > 2)
                    labels.RemoveAt(labels.Count - 1);
            }
        }
        var report = new AnalyticsReport(
            "fixture",
            "Fixture",
            Granularity.Day,
            dimensions == 1 ? [] : [("more", "more")],
            [.. metrics.Select(metric => new AnalyticsMetric(metric.Api, null))]
        );
        var question = new ReportQuestion(report, metrics, default);
        return ReportAnswer.Read(new(JsonSerializer.SerializeToElement(answer), Asked, null), question);
    }
}
