using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Finds the one series that an override is meant for.</summary>
internal sealed class OverrideTarget(
    IKpiOverrides overrides,
    KpiFacts facts,
    MetricDefinition metric,
    SetOverride.Command command
)
{
    private const int MostCandidates = 20;

    /// <exception cref="RefusedException"><c>series_not_found</c> or <c>ambiguous_series</c></exception>
    public async Task<OverridableSeries> FindAsync(CancellationToken cancellationToken)
    {
        // Without dimensions the total is meant, where there is one.
        var wanted = command.Dimensions is { } given ? DimensionSet.Of(given) : null;
        var found = await FindAsync(wanted ?? DimensionSet.Empty, cancellationToken);
        if (found.Count == 0 && wanted is null)
            found = await FindAsync(null, cancellationToken);
        return found switch
        {
            [var only] => only,
            [] => await CreateAsync(wanted ?? DimensionSet.Empty, cancellationToken),
            _ => throw Ambiguous(found),
        };
    }

    private async Task<List<OverridableSeries>> FindAsync(
        DimensionSet? dimensions,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await overrides.FindSeriesAsync(metric.Key, dimensions, 10_000, cancellationToken)).Where(series =>
                Fits(series.Source, series.Granularity, series.Currency)
            ),
        ];

    /// <summary>A new value of dimensions that are stored already makes a new series, if only one level can be meant.</summary>
    private async Task<OverridableSeries> CreateAsync(DimensionSet dimensions, CancellationToken cancellationToken)
    {
        var levels = facts
            .Levels.Where(level =>
                level.Metric == metric.Key
                && level.DimensionNames == dimensions.Names
                && Fits(level.Source, level.Granularity, level.Currency)
            )
            .ToList();
        if (levels is not [var level] || dimensions.Pairs.Count == 0)
        {
            throw new RefusedException(
                RefusalKind.NotFound,
                "series_not_found",
                $"No series of '{metric.Key}' fits. GET /api/v1/kpi-data?metric={metric.Key} lists what is stored."
            );
        }
        var key = new SeriesKey(metric.Key, level.Granularity, level.Currency, dimensions);
        var id = await overrides.CreateSeriesAsync(level.Source.ConnectionId, key, metric, cancellationToken);
        return new OverridableSeries(id, level.Source, level.Granularity, dimensions.Json, level.Currency);
    }

    private bool Fits(KpiSource source, Granularity granularity, string currency) =>
        SourceText.Matches(command.Source, source)
        && (!Granularities.TryParse(command.Granularity, out var size) || granularity == size)
        && (command.Currency is null || string.Equals(currency, command.Currency, StringComparison.OrdinalIgnoreCase));

    private RefusedException Ambiguous(List<OverridableSeries> found) =>
        new(
            RefusalKind.Unprocessable,
            "ambiguous_series",
            $"Several series of '{metric.Key}' fit. Name the source, granularity, dimensions or currency.",
            new Dictionary<string, object?>
            {
                ["candidates"] = found
                    .Take(MostCandidates)
                    .Select(series => new
                    {
                        connection = series.Source.PublicId,
                        provider = series.Source.Provider,
                        granularity = series.Granularity.Name(),
                        dimensions = JsonElement.Parse(series.DimensionsJson),
                        currency = series.Currency.Length > 0 ? series.Currency : null,
                    })
                    .ToList(),
            }
        );
}
