using System.Text.Json;
using Nexus.Application;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Kpis;

/// <summary>What the form of an override holds, as texts.</summary>
/// <param name="Series">JSON of the series that was chosen among several; null where there was no choice.</param>
public sealed record OverrideInput(string? At, string? Value = null, string? Reason = null, string? Series = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static OverrideInput Of(IFormCollection form) =>
        new(form["at"], form["value"], form["reason"], form["series"] is [{ Length: > 0 } series] ? series : null);

    public SetOverride.Command Command(string metric)
    {
        var series = Chosen();
        return new SetOverride.Command(
            metric,
            At ?? "",
            Numbers.Read(Value),
            Reason ?? "",
            series?.Granularity,
            series?.Connection.ToString(),
            series?.Dimensions,
            series?.Currency
        );
    }

    /// <summary>The series to choose from, as a refusal names them.</summary>
    public static IReadOnlyList<Option> Choices(RefusedException refused)
    {
        if (!refused.Details.TryGetValue("candidates", out var candidates))
            return [];
        var text = JsonSerializer.Serialize(candidates, Json);
        var series = JsonSerializer.Deserialize<List<StoredSeries>>(text, Json) ?? [];
        return [.. series.Select(one => new Option(JsonSerializer.Serialize(one, Json), one.Words))];
    }

    private StoredSeries? Chosen()
    {
        if (Series is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<StoredSeries>(Series, Json);
        }
        catch (JsonException)
        {
            // Not from our form: the use case asks again which series is meant.
            return null;
        }
    }

    private sealed record StoredSeries(
        Guid Connection,
        string Provider,
        string Granularity,
        Dictionary<string, string>? Dimensions,
        string? Currency
    )
    {
        public string Words =>
            string.Join(
                ", ",
                new[]
                {
                    Provider,
                    $"by {Granularity}",
                    Dimensions is { Count: > 0 } parts
                        ? string.Join(", ", parts.Select(pair => $"{pair.Key} {pair.Value}"))
                        : "in total",
                    Currency,
                }.OfType<string>()
            );
    }
}
