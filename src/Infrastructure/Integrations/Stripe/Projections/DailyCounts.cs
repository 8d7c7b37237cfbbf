using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Counts by days, with a point for every day from the first of anything on, quiet ones too.</summary>
/// <param name="metrics">Keys, in the order of the counts, each with the days after which it no longer changes.</param>
internal sealed class DailyCounts(ProjectionRequest request, IReadOnlyList<(string Metric, int SettlesAfter)> metrics)
{
    private readonly Dictionary<DateOnly, int[]> _counts = [];
    private DateOnly? _first;

    public void Add(DateOnly day, params ReadOnlySpan<int> counts)
    {
        if (_first is not { } first || day < first)
            _first = day;
        if (day < request.Days.First || day > request.Days.Last)
            return;
        if (!_counts.TryGetValue(day, out var sums))
            _counts[day] = sums = new int[metrics.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] += counts[i];
    }

    public IEnumerable<KpiData> Points()
    {
        if (_first is not { } first)
            yield break;
        var day = request.Days.First > first ? request.Days.First : first;
        for (; day <= request.Days.Last && day <= request.Today; day = day.AddDays(1))
        {
            for (var i = 0; i < metrics.Count; i++)
            {
                yield return Point.Of(
                    metrics[i].Metric,
                    Granularity.Day,
                    day,
                    _counts.TryGetValue(day, out var sums) ? sums[i] : 0m,
                    "",
                    DimensionSet.Empty,
                    day.AddDays(metrics[i].SettlesAfter) < request.SettledBefore
                );
            }
        }
    }
}
