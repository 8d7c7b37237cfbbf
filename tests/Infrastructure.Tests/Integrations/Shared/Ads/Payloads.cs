using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared.Ads;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>Payloads of the networks that lie beside the checkout, and rows made of them.</summary>
internal static class Payloads
{
    public static readonly AdAccount Account = new("77", "Sample", "UTC", "USD");

    /// <summary>Null where the payloads are absent.</summary>
    public static JsonElement? Read(string file)
    {
        if (Repository.SharedFixtures is not { } home)
            return null;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(home, file)));
        return document.RootElement.Clone();
    }

    /// <summary>All JSON files of a network; none where the payloads are absent.</summary>
    public static IEnumerable<(string Name, JsonElement Body)> All(string network) =>
        Repository.SharedFixtures is not { } home
            ? []
            : Directory
                .GetFiles(Path.Combine(home, network), "*.json")
                .Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), Read(Path.Combine(network, Path.GetFileName(file)))!.Value));

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static AdRow Row(AdLevel level, params JsonElement[] parts) => Row(level, isReach: false, parts);

    public static AdRow Row(AdLevel level, bool isReach, params JsonElement[] parts) =>
        AdRow.Of(new AdAsk(level, Granularity.Day, new DateRange(default, default), isReach), Account, parts);

    public static decimal Sum(this IEnumerable<KpiData> points, string metric) =>
        points.Where(point => point.Series.Metric == metric).Sum(point => point.Value);

    /// <summary>A ratio as the catalogue has it, of sums.</summary>
    public static decimal? Ratio(this IReadOnlyCollection<KpiData> points, string metric)
    {
        Assert.True(MetricCatalog.TryFind(metric, out var definition));
        return definition.Formula!.Evaluate(term => points.Sum(term.Metric), 1m);
    }

    /// <summary>Every object below an element, itself included.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement of) =>
        of.ValueKind switch
        {
            JsonValueKind.Object => of.EnumerateObject().SelectMany(member => Objects(member.Value)).Prepend(of),
            JsonValueKind.Array => of.EnumerateArray().SelectMany(Objects),
            _ => [],
        };
}
