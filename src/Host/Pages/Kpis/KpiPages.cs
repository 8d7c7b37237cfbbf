using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application;
using Nexus.Application.Features.Audit;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Pages.Dashboards;

namespace Nexus.Host.Pages.Kpis;

/// <summary>Metrics: all of them, each by itself, and from a number down to where it came from.</summary>
internal static class KpiPages
{
    private const int ShownChanges = 12;

    public static void MapKpiPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/kpis", List);
        var one = pages.MapGroup("/kpis/{key}");
        one.MapGet("", Show);
        one.MapGet("/export.csv", Export);
        one.MapGet("/explain", Explain);
        one.MapGoalPages();
        one.MapOverridePages();
        one.MapNotePages();
    }

    private static async Task<IResult> List(
        string? search,
        string? category,
        string? all,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var everything = all == "true";
        var metrics = (await mediator.Send(new ListMetrics.Query(everything), cancellationToken)).Value;
        var chosen = metrics
            .Where(metric => category is not { Length: > 0 } || metric.Category == category)
            .Where(metric => Fits(metric, search))
            .OrderBy(metric => !metric.HasData)
            .ThenBy(metric => metric.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var tiles = await TilesAsync(chosen.Where(metric => metric.HasData), page, mediator, cancellationToken);
        return page.Show<KpisPage>(
            new
            {
                Shown = chosen.ConvertAll(metric => (metric, tiles.GetValueOrDefault(metric.Key))),
                Total = metrics.Count,
                Categories = metrics
                    .Select(metric => metric.Category)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .ToList(),
                Category = category is { Length: > 0 } ? category : null,
                Search = search,
                All = everything,
            }
        );
    }

    private static bool Fits(ListMetrics.Metric metric, string? search) =>
        (search ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word =>
                $"{metric.Name} {metric.Key} {metric.Description}".Contains(word, StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>What each metric came to, as many as one question may ask for.</summary>
    private static async Task<Dictionary<string, BoardTile>> TilesAsync(
        IEnumerable<ListMetrics.Metric> metrics,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var asked = metrics.Take(QueryTiles.MaxTiles).ToList();
        if (asked.Count == 0)
            return [];
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var answer = await mediator.Send(
            new QueryTiles.Query([
                .. asked.Select(metric => new SeriesRequest { Metric = metric.Key, Compare = "previous" }),
            ]),
            cancellationToken
        );
        return asked
            .Zip(answer.Value.Tiles)
            .ToDictionary(
                pair => pair.First.Key,
                pair => new BoardTile(TileOf(pair.First, pair.Second), workspace.Currency),
                StringComparer.Ordinal
            );
    }

    private static TileData TileOf(ListMetrics.Metric metric, QueryTiles.Tile tile) =>
        new(
            new TileView(Guid.Empty, "value", null, 3, 1, null),
            new TileMetric(
                metric.Key,
                metric.Name,
                metric.Unit,
                metric.Aggregation,
                metric.Direction,
                metric.Category,
                metric.Sources
            ),
            tile.Series,
            tile.Problem,
            GroupBy: null,
            Filtered: true,
            ComparedGroups: [],
            Freshness: null,
            Quality: [],
            Provisional: false,
            Overridden: false,
            Goal: null
        );

    private static Task<IResult> Show(
        string key,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => ShowAsync(key, request, (null, Refusals.None), page, mediator, cancellationToken);

    /// <summary>The page of a metric, also where a note was refused.</summary>
    public static async Task<IResult> ShowAsync(
        string key,
        HttpRequest request,
        (NoteInput? Note, Refusals Refused) written,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metric = await FindAsync(key, mediator, cancellationToken);
        var address = DashboardAddress.Of(request) with { Path = $"/kpis/{key}", Edit = false };
        var data = await mediator.Send(new ReadMetric.Query(key, address.Look), cancellationToken);
        var changes = await mediator.Send(new ListChanges.Query(Metric: key, Limit: ShownChanges), cancellationToken);
        return page.Show<KpiPage>(
            new
            {
                Metric = metric,
                Data = data,
                Address = address,
                Goals = await mediator.Send(new ListGoals.Query(key), cancellationToken),
                Overrides = await mediator.Send(new ListOverrides.Query(key), cancellationToken),
                Changes = changes.Items,
                Values = await DashboardPages.ValuesAsync(address, data, mediator, cancellationToken),
                Annotations = await ChartMarks.NotesAsync(data.From, data.To, key, mediator, cancellationToken),
                written.Note,
                NoteRefused = written.Refused,
            },
            written.Refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> Export(
        string key,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        ITableWriter tables,
        CancellationToken cancellationToken
    )
    {
        var look = DashboardAddress.Of(request).Look;
        var data = await mediator.Send(new ReadMetric.Query(key, look), cancellationToken);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        return Results.File(
            tables.Write(DashboardTable.Of(data)),
            "text/csv; charset=utf-8",
            ExportName.Of(workspace, key)
        );
    }

    private static async Task<IResult> Explain(
        string key,
        string? at,
        string? bucket,
        [FromQuery] string[]? filter,
        string? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metric = await FindAsync(key, mediator, cancellationToken);
        var size = bucket is { Length: > 0 } ? bucket : null;
        var query = new ExplainPoint.Query(key, at ?? "", size, filter, Cursor: cursor);
        var (answer, refused) = await mediator.TrySendAsync(query, cancellationToken);
        return page.Show<ExplainPage>(
            new
            {
                Metric = metric,
                Answer = answer?.Value,
                At = at,
                Bucket = size,
                Filter = filter ?? [],
                Cursor = cursor,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    /// <summary>A metric of the catalogue or of the workspace.</summary>
    /// <exception cref="RefusedException"><c>unknown_metric</c></exception>
    public static async Task<ListMetrics.Metric> FindAsync(
        string key,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metrics = await mediator.Send(new ListMetrics.Query(All: true), cancellationToken);
        return metrics.Value.FirstOrDefault(metric => metric.Key == key)
            ?? throw new RefusedException(RefusalKind.NotFound, "unknown_metric", $"There is no metric '{key}'.");
    }
}
