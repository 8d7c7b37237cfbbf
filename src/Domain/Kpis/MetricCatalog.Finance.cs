namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static readonly string[] Uploads = ["csv", "google-sheets"];

    private static IEnumerable<MetricDefinition> Definitions() =>
        [
            new(
                "finance.revenue",
                "Revenue",
                MetricUnit.Money,
                MetricAggregation.Sum,
                MetricDirection.Good,
                "finance",
                "Money earned, as recorded in the uploaded books.",
                Uploads
            ),
        ];
}
