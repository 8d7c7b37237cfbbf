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

    private static readonly object OfKeyEvents = new
    {
        filter = new { fieldName = "isKeyEvent", stringFilter = new { matchType = "EXACT", value = "true" } },
    };

    /// <param name="offset">Rows that are known already.</param>
    public object Body(int offset) =>
        new
        {
            dimensions = Report.ApiDimensions.Select(name => new { name }),
            metrics = Metrics.Select(metric => new { name = metric.Name }),
            dateRanges = new[] { new { startDate = DayText.Write(Days.First), endDate = DayText.Write(Days.Last) } },
            dimensionFilter = Report.OnlyKeyEvents ? OfKeyEvents : null,
            // Without an order, pages overlap.
            orderBys = Report.ApiDimensions.Select(dimensionName => new { dimension = new { dimensionName } }),
            limit = RowsInAnswer,
            offset,
            returnPropertyQuota = true,
        };
}
