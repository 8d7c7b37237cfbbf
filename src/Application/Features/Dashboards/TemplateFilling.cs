using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Dashboards;

/// <summary>What is still missing of a template, and who could supply it.</summary>
/// <param name="Metric">Key of the metric that the tile is best shown with.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Kind of the tile.</param>
/// <param name="Sources">Providers that can supply it or an alternative, by name.</param>
public sealed record MissingTile(string Metric, string Name, string Kind, IReadOnlyList<MissingSource> Sources);

/// <param name="Key">Key of the provider.</param>
public sealed record MissingSource(string Key, string Name);

/// <summary>Turns the tiles of templates into tiles of what a workspace has data of.</summary>
internal sealed class TemplateFilling(IKpiReads reads, IEnumerable<IProviderModule> providers, TimeProvider clock)
{
    /// <summary>Tiles of a template that the workspace has data for and a dashboard does not show yet.</summary>
    /// <param name="present">What it shows already.</param>
    public async Task<IReadOnlyList<DashboardTile>> TilesAsync(
        DashboardTemplate template,
        IReadOnlyList<DashboardTile> present,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(cancellationToken);
        var taken = new List<DashboardTile>(present);
        var made = new List<DashboardTile>();
        var heading = default(TemplateTile);
        foreach (var wanted in template.Tiles)
        {
            if (wanted.Kind == TileKind.Heading)
            {
                heading = wanted;
                continue;
            }
            if (Fill(wanted, stored) is not { } query || taken.Exists(tile => IsSame(tile, wanted.Kind, query)))
                continue;
            if (
                heading is not null
                && !taken.Exists(tile => tile.Kind == TileKind.Heading && tile.Title == heading.Title)
            )
                Add(new DashboardTile(NewId(), TileKind.Heading, heading.Title, heading.Width, heading.Height, null));
            Add(new DashboardTile(NewId(), wanted.Kind, wanted.Title, wanted.Width, wanted.Height, query));
        }
        return made;

        void Add(DashboardTile tile)
        {
            made.Add(tile);
            taken.Add(tile);
        }
    }

    /// <summary>Tiles of a template that no data of the workspace fills.</summary>
    public async Task<IReadOnlyList<MissingTile>> MissingAsync(
        DashboardTemplate template,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(cancellationToken);
        return
        [
            .. template
                .Tiles.Where(tile => tile.Kind != TileKind.Heading && Fill(tile, stored) is null)
                .Select(Missing)
                .DistinctBy(tile => (tile.Metric, tile.Kind)),
        ];
    }

    private MissingTile Missing(TemplateTile tile)
    {
        MetricCatalog.TryFind(tile.Metrics[0], out var best);
        var keys = tile
            .Metrics.SelectMany(key => MetricCatalog.TryFind(key, out var metric) ? metric.Sources : [])
            .ToHashSet(StringComparer.Ordinal);
        return new MissingTile(
            tile.Metrics[0],
            best?.Name ?? tile.Metrics[0],
            tile.Kind.Name(),
            [
                .. providers
                    .Select(module => module.Descriptor)
                    .Where(provider => keys.Contains(provider.Key))
                    .OrderBy(provider => provider.Name, StringComparer.Ordinal)
                    .Select(provider => new MissingSource(provider.Key, provider.Name)),
            ]
        );
    }

    /// <summary>The first of its metrics that there is data of, split as the tile asks; null where there is none.</summary>
    private static TileQuery? Fill(TemplateTile wanted, ILookup<string, SeriesLevel> stored)
    {
        foreach (var key in wanted.Metrics)
        {
            var parts = FormulaParts.Keys(key).ToList();
            if (
                !parts.TrueForAll(part => IsFlow(key, part) || stored[part].Any())
                || !parts.Exists(part => stored[part].Any())
            )
                continue;
            if (wanted.GroupBy.Count == 0)
                return new TileQuery(key);
            var known = parts.SelectMany(part => stored[part]).SelectMany(level => level.Dimensions).ToHashSet();
            if (wanted.GroupBy.FirstOrDefault(known.Contains) is { } dimension)
                return new TileQuery(key, dimension);
        }
        return null;
    }

    /// <summary>Whether a part counts as zero where there is none of it.</summary>
    private static bool IsFlow(string metric, string part) =>
        MetricCatalog.TryFind(metric, out var definition)
        && definition.Formula?.Terms.Any(term => term.Metric == part && term.ZeroWhenMissing) is true;

    private static bool IsSame(DashboardTile tile, TileKind kind, TileQuery query) =>
        tile.Kind == kind && tile.Query?.Metric == query.Metric && tile.Query.GroupBy == query.GroupBy;

    private async Task<ILookup<string, SeriesLevel>> StoredAsync(CancellationToken cancellationToken) =>
        (await reads.DescribeAsync(null, cancellationToken)).Levels.ToLookup(level => level.Metric);

    private Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());
}
