using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Identity;

namespace Nexus.Host.Api;

/// <summary>What a workspace measures: its metrics, their series, and the points behind them.</summary>
internal static class KpiEndpoints
{
    public static void MapKpis(this RouteGroupBuilder api)
    {
        var kpis = api.MapGroup("/kpis").WithTags("KPIs");
        kpis.MapGet("/", List);
        kpis.MapGet("/{key}/series", Series);
        // Asks much and changes nothing: a key that may read may send it.
        kpis.MapPost("/query", Query).RequireScope(ApiScopes.Read);

        var points = api.MapGroup("/kpi-data").WithTags("KPI data");
        points.MapGet("/", Points);
        points.MapGet("/explain", Explain);
        points.MapPut("/overrides", Override);
        points.MapDelete("/overrides/{id:guid}", RemoveOverride);
    }

    private static async Task<Results<Ok<IReadOnlyList<ListMetrics.Metric>>, StatusCodeHttpResult>> List(
        HttpContext http,
        IMediator mediator,
        bool? all,
        CancellationToken cancellationToken
    )
    {
        var tag = new EntityTag(http, mediator);
        if (await tag.IsCurrentAsync(cancellationToken))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var metrics = await mediator.Send(new ListMetrics.Query(all ?? false), cancellationToken);
        return tag.Ok(metrics);
    }

    private static async Task<Results<Ok<SeriesAnswer>, FileContentHttpResult, StatusCodeHttpResult>> Series(
        HttpContext http,
        IMediator mediator,
        ITableWriter tables,
        string key,
        string? from,
        string? to,
        string? bucket,
        string? groupBy,
        [FromQuery] string[]? filter,
        string? source,
        string? compare,
        int? limit,
        string? currency,
        string? aggregation,
        string? format,
        CancellationToken cancellationToken
    )
    {
        var csv = IsCsv(format);
        var tag = new EntityTag(http, mediator);
        if (await tag.IsCurrentAsync(cancellationToken))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var series = await mediator.Send(
            new GetSeries.Query(
                new SeriesRequest
                {
                    Metric = key,
                    From = from,
                    To = to,
                    Bucket = bucket,
                    GroupBy = groupBy,
                    Filter = filter ?? [],
                    Source = source,
                    Compare = compare,
                    Limit = limit,
                    Currency = currency,
                    Aggregation = aggregation,
                }
            ),
            cancellationToken
        );
        if (csv)
            return tag.Csv(series, tables.Write(Table.Of(series.Value)), key);
        return tag.Ok(series);
    }

    private static async Task<Results<Ok<QueryTiles.Answer>, StatusCodeHttpResult>> Query(
        HttpContext http,
        IMediator mediator,
        QueryTiles.Query query,
        CancellationToken cancellationToken
    )
    {
        var tag = new EntityTag(http, mediator, JsonSerializer.Serialize(query, JsonSerializerOptions.Web));
        if (await tag.IsCurrentAsync(cancellationToken))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return tag.Ok(await mediator.Send(query, cancellationToken));
    }

    private static async Task<Results<Ok<ListPoints.Answer>, FileContentHttpResult, StatusCodeHttpResult>> Points(
        HttpContext http,
        IMediator mediator,
        ITableWriter tables,
        string? metric,
        string? source,
        string? granularity,
        string? currency,
        [FromQuery] string[]? filter,
        string? from,
        string? to,
        string? cursor,
        int? limit,
        string? format,
        CancellationToken cancellationToken
    )
    {
        var csv = IsCsv(format);
        var tag = new EntityTag(http, mediator);
        if (await tag.IsCurrentAsync(cancellationToken))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var points = await mediator.Send(
            new ListPoints.Query(metric, source, granularity, currency, filter, from, to, cursor, limit, Export: csv),
            cancellationToken
        );
        if (!csv)
            return tag.Ok(points);
        if (points.Value.Cursor is { } next)
        {
            var query = QueryString.Create(
                http.Request.Query.Where(pair => pair.Key != "cursor").Append(new("cursor", next))
            );
            http.Response.Headers.Link = $"<{http.Request.PathBase}{http.Request.Path}{query}>; rel=\"next\"";
        }
        return tag.Csv(points, tables.Write(Table.Of(points.Value.Items)), metric ?? "kpi-data");
    }

    private static async Task<Ok<ExplainPoint.Answer>> Explain(
        IMediator mediator,
        string metric,
        string at,
        string? bucket,
        [FromQuery] string[]? filter,
        string? source,
        string? currency,
        int? records,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var query = new ExplainPoint.Query(
            metric,
            at,
            bucket,
            filter,
            source,
            currency,
            records ?? ExplainPoint.UsualRecords,
            cursor
        );
        return TypedResults.Ok((await mediator.Send(query, cancellationToken)).Value);
    }

    private static async Task<Ok<SetOverride.Answer>> Override(
        IMediator mediator,
        SetOverride.Command command,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(command, cancellationToken));

    private static async Task<NoContent> RemoveOverride(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new RemoveOverride.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }

    private static bool IsCsv(string? format) =>
        format?.ToLowerInvariant() switch
        {
            null or "json" => false,
            "csv" => true,
            _ => throw new ValidationException([new ValidationFailure("format", "The format is json or csv.")]),
        };
}
