using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>What one object did on one day, in facts that add up. Ratios are divided when they are read.</summary>
/// <remarks>Null says that the provider does not count it; a day on which nothing happened is 0.</remarks>
internal sealed record AdFacts
{
    /// <summary>Major units of the account's currency.</summary>
    public decimal? Spend { get; init; }

    /// <inheritdoc cref="Spend" />
    public decimal? ConversionValue { get; init; }

    public decimal? Impressions { get; init; }
    public decimal? Clicks { get; init; }
    public decimal? LinkClicks { get; init; }
    public decimal? Conversions { get; init; }
    public decimal? Purchases { get; init; }
    public decimal? Leads { get; init; }
    public decimal? VideoViews { get; init; }
    public decimal? VideoCompletions { get; init; }
    public decimal? Engagements { get; init; }

    private static readonly (string Metric, Func<AdFacts, decimal?> Value)[] All =
    [
        ("ads.spend", facts => facts.Spend),
        ("ads.conversion_value", facts => facts.ConversionValue),
        ("ads.impressions", facts => facts.Impressions),
        ("ads.clicks", facts => facts.Clicks),
        ("ads.link_clicks", facts => facts.LinkClicks),
        ("ads.conversions", facts => facts.Conversions),
        ("ads.purchases", facts => facts.Purchases),
        ("ads.leads", facts => facts.Leads),
        ("ads.video_views", facts => facts.VideoViews),
        ("ads.video_completions", facts => facts.VideoCompletions),
        ("ads.engagements", facts => facts.Engagements),
    ];

    public static IReadOnlyList<string> Metrics { get; } = [.. All.Select(fact => fact.Metric)];

    public static IReadOnlyList<string> ReachMetrics { get; } = ["ads.reach", "ads.frequency"];

    public IEnumerable<KpiData> Points(
        AdRow row,
        DateOnly day,
        IReadOnlyCollection<KeyValuePair<string, string>> dimensions
    )
    {
        foreach (var (metric, read) in All)
        {
            if (read(this) is { } value)
                yield return row.Point(metric, day, value, dimensions);
        }
    }

    /// <summary>People reached in one window, and how often; no other window's can be computed from them.</summary>
    /// <param name="frequency">Null where nobody was reached, or it is not known.</param>
    public static IEnumerable<KpiData> Reach(
        AdRow row,
        DateOnly first,
        decimal reach,
        decimal? frequency,
        IReadOnlyCollection<KeyValuePair<string, string>> dimensions
    )
    {
        yield return row.Point("ads.reach", first, reach, dimensions);
        if (frequency is { } times)
            yield return row.Point("ads.frequency", first, times, dimensions);
    }
}
