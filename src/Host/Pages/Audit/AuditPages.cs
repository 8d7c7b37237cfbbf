using System.Globalization;
using MediatR;
using Nexus.Application.Features.Audit;

namespace Nexus.Host.Pages.Audit;

/// <summary>The history of a workspace: who did what, and what it was before.</summary>
internal static class AuditPages
{
    private const int PageSize = 50;

    public static void MapAuditPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/audit", ShowAsync);
        pages.MapGet("/audit/export", ExportAsync);
    }

    private static async Task<IResult> ShowAsync(
        [AsParameters] AuditFilter filter,
        string? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (found, refused) = await mediator.TrySendAsync(
            filter.ToQuery() with
            {
                Cursor = cursor,
                Limit = PageSize,
            },
            cancellationToken
        );
        return page.Show<AuditPage>(
            new
            {
                Filter = filter,
                Actors = await mediator.Send(new ListActors.Query(), cancellationToken),
                Changes = found?.Items ?? [],
                Next = found?.Cursor,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> ExportAsync(
        [AsParameters] AuditFilter filter,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var export = await mediator.Send(new ExportChanges.Query(filter.ToQuery()), cancellationToken);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var day = TimeZoneInfo
            .ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone))
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Results.File(export.Csv, "text/csv; charset=utf-8", ExportName.Of(workspace, $"audit-{day}"));
    }
}

/// <summary>What of the history is sought; empty fields seek everything.</summary>
public sealed class AuditFilter
{
    public string? Action { get; init; }

    public string? Actor { get; init; }

    public string? Metric { get; init; }

    /// <summary>First day, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; init; }

    /// <summary>Last day, included.</summary>
    public string? To { get; init; }

    public bool Any => new[] { Action, Actor, Metric, From, To }.Any(one => !string.IsNullOrEmpty(one));

    internal ListChanges.Query ToQuery() =>
        new(
            Metric: Given(Metric),
            Actor: Given(Actor),
            Action: Given(Action),
            From: Given(From),
            To: DateOnly.TryParseExact(
                To,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var last
            )
                ? last.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : Given(To)
        );

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
