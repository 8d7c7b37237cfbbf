using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Runs;

/// <summary>Syncs: those that go on, and what became of the others.</summary>
internal static class RunPages
{
    private const int PageSize = 50;
    private const int MaxConnections = 200;

    public static void MapRunPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/runs", ListAsync);
        pages.MapGet("/runs/{id:guid}", ShowAsync);
        pages.MapGet("/runs/{id:guid}/cancel", AskToCancelAsync).RequireScope(ApiScopes.Write);
        pages.MapPost("/runs/{id:guid}/cancel", CancelAsync);
        pages.MapPost("/runs/{id:guid}/again", AgainAsync);
        pages.MapPost("/runs/{id:guid}/replay", ReplayAsync);
    }

    private static async Task<IResult> ListAsync(
        string? connection,
        string? status,
        string? kind,
        Guid? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var filter = new RunFilter(
            Guid.TryParse(connection, out var id) ? id : null,
            string.IsNullOrEmpty(status) ? null : status,
            string.IsNullOrEmpty(kind) ? null : kind
        );
        var runs = await mediator.Send(
            new ListRuns.Query(filter.Connection, filter.Status, filter.Kind, cursor, PageSize),
            cancellationToken
        );
        var connections = await mediator.Send(new ListConnections.Query(null, MaxConnections), cancellationToken);
        return page.Show<RunsPage>(
            new
            {
                Runs = runs,
                Filter = filter,
                Connections = connections,
                Next = runs.Count == PageSize ? runs[^1].Id.ToString() : null,
            }
        );
    }

    private static async Task<IResult> ShowAsync(
        Guid id,
        long? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var run = await mediator.Send(new GetRun.Query(id), cancellationToken);
        IReadOnlyList<RejectView> rejects =
            run.RecordsRejected == 0
                ? []
                : await mediator.Send(new ListRunRejects.Query(id, cursor, PageSize, false), cancellationToken);
        return page.Show<RunPage>(
            new
            {
                Run = run,
                Rejects = rejects,
                RejectsPerPage = PageSize,
            }
        );
    }

    private static async Task<IResult> AskToCancelAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var run = await mediator.Send(new GetRun.Query(id), cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Cancel this run?",
                Consequences = (string[])
                    [
                        "It stops within seconds. What is stored already stays; the rest comes with the next sync, which begins where this one stopped.",
                    ],
                Confirm = "Cancel the run",
                Decline = "Let it go on",
                Action = $"/runs/{run.Id}/cancel",
                Back = $"/runs/{run.Id}",
                Trail = (Crumb[])[new("Sync runs", "/runs")],
            }
        );
    }

    private static async Task<IResult> CancelAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var run = await mediator.Send(new CancelRun.Command(id), cancellationToken);
        return page.Redirect(
            $"/runs/{id}",
            run.FinishedAt is null
                ? Toast.Done("Asked to stop. What is stored already stays.")
                : Toast.Done(
                    run.Status == "cancelled" ? "Cancelled before it began." : "It had ended already; nothing changed."
                )
        );
    }

    private static async Task<IResult> AgainAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var run = await mediator.Send(new GetRun.Query(id), cancellationToken);
        var (requested, refused) = await mediator.TrySendAsync(
            new RequestSync.Command(run.Connection),
            cancellationToken
        );
        return requested is null
            ? page.Redirect($"/runs/{id}", Toast.Failed(string.Join(' ', refused.General)))
            : page.Redirect($"/runs/{requested.RunId}", Toast.Done("The sync is on its way."));
    }

    private static async Task<IResult> ReplayAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var run = await mediator.Send(new GetRun.Query(id), cancellationToken);
        var (requested, refused) = await mediator.TrySendAsync(
            new ReplayRejects.Command(run.Connection),
            cancellationToken
        );
        return requested is null
            ? page.Redirect($"/runs/{id}", Toast.Warning(string.Join(' ', refused.General)))
            : page.Redirect($"/runs/{requested.RunId}", Toast.Done("The rejected records are being tried again."));
    }
}

/// <summary>Which runs are shown; null for all.</summary>
public sealed record RunFilter(Guid? Connection, string? Status, string? Kind)
{
    public bool Any => Connection is not null || Status is not null || Kind is not null;
}
