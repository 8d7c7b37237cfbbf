using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <summary>Maps one day. Pure.</summary>
internal static class SampleRows
{
    /// <summary>Days that the provider still corrects.</summary>
    public const int LookBackDays = 3;

    private static readonly string[] Known = ["date", "visits", "pageViews"];

    /// <exception cref="RawDataException">The day lacks what the provider documents.</exception>
    public static Transformed Map(RawData data)
    {
        var row = data.Payload;
        var day =
            row.Day("date")
            ?? throw new RawDataException("field_missing", "date", "The row does not say which day it is.");
        var isFinal = day < DateOnly.FromDateTime(data.FetchedAt.UtcDateTime).AddDays(-LookBackDays);
        return new(
            [
                Point("web.sessions", day, Number(row, "visits"), isFinal),
                Point("web.page_views", day, Number(row, "pageViews"), isFinal),
            ],
            []
        )
        {
            UnknownFields = [.. ProviderJson.Names(row).Except(Known, StringComparer.Ordinal)],
        };
    }

    private static decimal Number(JsonElement row, string name) =>
        row.Number(name)
        ?? throw new RawDataException("field_missing", name, "The row lacks a number that every day has.");

    private static KpiData Point(string metric, DateOnly day, decimal value, bool isFinal) =>
        new(new SeriesKey(metric, Granularity.Day, "", DimensionSet.Empty), Periods.Stored(day), value, isFinal);
}
