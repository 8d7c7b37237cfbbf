using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>One row of a report, with what it takes to read it: reports tell neither the currency nor what is final.</summary>
/// <param name="FinalTo">Days up to here are not restated any more.</param>
/// <param name="Parts">What the provider sent about it, untouched; several where it answers in several calls.</param>
internal sealed record AdRow(
    AdLevel Level,
    Granularity Grain,
    string Currency,
    [property: JsonPropertyName(RawData.Own + "finalTo")] DateOnly FinalTo,
    IReadOnlyList<JsonElement> Parts
)
{
    /// <summary>Dimension values that the row itself does not tell, such as names.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether people are counted and not events.</summary>
    public bool IsReach { get; init; }

    /// <summary>First day of the row, where it does not tell itself.</summary>
    public DateOnly? First { get; init; }

    public static AdRow Of(AdAsk ask, AdAccount account, params IReadOnlyList<JsonElement> parts) =>
        new(ask.Level, ask.Grain, account.Currency, DateOnly.MinValue, parts) { IsReach = ask.IsReach };

    public RawData Raw(string stream, DateTimeOffset fetchedAt) =>
        new(stream, JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web), fetchedAt);

    /// <exception cref="JsonException">It is not what <see cref="Raw"/> made.</exception>
    public static AdRow Of(RawData data) =>
        data.Payload.Deserialize<AdRow>(JsonSerializerOptions.Web) ?? throw new JsonException();

    /// <param name="first">First day of what the value covers.</param>
    public KpiData Point(
        string metric,
        DateOnly first,
        decimal value,
        IEnumerable<KeyValuePair<string, string>> dimensions
    )
    {
        var currency = MetricCatalog.IsMoney(metric) ? Currency : "";
        var series = new SeriesKey(metric, Grain, currency, DimensionSet.Of(dimensions));
        return new(series, Periods.Stored(first), value, Periods.After(first, Grain).AddDays(-1) <= FinalTo);
    }
}
