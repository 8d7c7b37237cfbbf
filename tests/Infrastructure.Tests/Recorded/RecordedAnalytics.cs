using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.GoogleAnalytics;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.GoogleAnalytics;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedAnalytics : IRecordedProvider
{
    public string Folder => "ga4";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["a report"] = Report,
            ["a report that Nexus does not ask for"] = ForeignReportAsync,
            ["metrics of a property"] = MetricsAsync,
            ["the accounts of a person"] = AccountsAsync,
            ["a refusal"] = RefusalAsync,
            ["a refused renewal"] = RefusedRenewalAsync,
            ["what may not be asked for together"] = Together,
        };

    private static GoogleAnalyticsModule Module(RecordedHttp http) => new(http, RecordedScene.Clock);

    private static AnalyticsClient Client(RecordedHttp http) =>
        new(http, RecordedScene.Consented(), "1001", RecordedScene.Clock);

    private static Task<IReadOnlyList<string>> Report(RecordedFile file)
    {
        var answer = file.Answer;
        var read = AnalyticsFixtureTests.Read(answer.Items("reports").Append(answer).First());
        return Task.FromResult<IReadOnlyList<string>>([
            RecordedScene.Line(
                $"{read.Rows.Count} of {read.RowCount} rows, of {read.Metadata?.Text("timeZone")} in {read.Metadata?.Text("currencyCode")}"
            ),
            .. read
                .Rows.SelectMany(row => row.Metrics)
                .GroupBy(metric => metric.Key)
                .Select(metric =>
                    RecordedScene.Line(
                        $"{metric.Key} {metric.Sum(one => decimal.Parse(one.Value, NumberStyles.Float, CultureInfo.InvariantCulture))}"
                    )
                ),
        ]);
    }

    private static async Task<IReadOnlyList<string>> ForeignReportAsync(RecordedFile file)
    {
        var report = AnalyticsReport.Get("traffic");
        var metadata = new { metrics = report.Metrics.Select(metric => new { apiName = metric.Api }) };
        var days = new DateRange(new(2026, 9, 1), new(2026, 9, 1));
        var http = new RecordedHttp()
            .On("/metadata", JsonSerializer.SerializeToElement(metadata))
            .On(":runReport", file.Answer);
        var read = await Client(http).ReportAsync(report, days, default);
        return [RecordedScene.Line($"{read.Rows.Count} rows")];
    }

    /// <summary>By which names a property answers what Nexus asks for.</summary>
    private static async Task<IReadOnlyList<string>> MetricsAsync(RecordedFile file)
    {
        var metadata = await Client(new RecordedHttp().On("/metadata", file.Answer)).MetadataAsync(default);
        var names = new MetricNames(metadata.Body);
        return
        [
            .. AnalyticsReport
                .All.SelectMany(report => report.Metrics)
                .Select(metric => metric.Api)
                .Append("conversions")
                .Distinct()
                .Select(api => $"{api} as {names.Find(api)}"),
        ];
    }

    private static async Task<IReadOnlyList<string>> AccountsAsync(RecordedFile file)
    {
        var told = new List<string>();
        foreach (var exchange in file.Exchanges)
        {
            var http = new RecordedHttp().On("/accountSummaries", exchange.Response);
            var found = await Module(http).Discover(RecordedScene.Consented()).DiscoverAsync(default).ToListAsync();
            told.AddRange(RecordedScene.Accounts(found));
        }
        return told;
    }

    private static Task<IReadOnlyList<string>> RefusalAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            [
                (
                    file.Json.Member("error").Text("status")!,
                    file.Json.Member("error").Whole("code")!.Value,
                    file.Json.GetRawText()
                ),
            ],
            http => Client(http).PropertyAsync(default)
        );

    private static Task<IReadOnlyList<string>> RefusedRenewalAsync(RecordedFile file) =>
        RecordedScene.TokenAsync(Module, file.Json[0].GetProperty("response_body"), 400);

    /// <summary>Whether any report of Nexus's asks for what Google does not answer together.</summary>
    private static Task<IReadOnlyList<string>> Together(RecordedFile file) =>
        Task.FromResult<IReadOnlyList<string>>([
            .. AnalyticsReport.All.Select(report =>
            {
                var asked = report.ApiDimensions.Concat(report.Metrics.Select(metric => metric.Api)).ToList();
                var clashes =
                    from one in asked
                    from other in file.Json.Items(one)
                    where asked.Contains(other.GetString()!)
                    select $"{one} with {other.GetString()}";
                return $"{report.Name}: {string.Join(", ", clashes.DefaultIfEmpty("may be asked for"))}";
            }),
        ]);
}
