using MediatR;
using Nexus.Application.Features.Annotations;
using Nexus.Application.Features.ApiKeys;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Kpis;

/// <summary>Notes on days beside a metric: to write, and to take away.</summary>
internal static class NotePages
{
    public static void MapNotePages(this RouteGroupBuilder metric)
    {
        metric.MapPost("/notes", Add);
        metric.MapGet("/notes/{id:guid}/remove", AskRemoval).RequireScope(ApiScopes.Write);
        metric.MapPost("/notes/{id:guid}/remove", Remove);
    }

    private static async Task<IResult> Add(
        string key,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var note = NoteInput.Of(request.Form);
        var (_, refused) = await mediator.TrySendAsync(new AddAnnotation.Command(note.Draft(key)), cancellationToken);
        return refused.Any
            ? await KpiPages.ShowAsync(key, request, (note, refused), page, mediator, cancellationToken)
            : page.Redirect($"/kpis/{Uri.EscapeDataString(key)}#notes", Toast.Done("The note is on the chart."));
    }

    private static async Task<IResult> AskRemoval(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var metric = await KpiPages.FindAsync(key, mediator, cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Remove this note?",
                Consequences = (string[])
                    [
                        "It goes from the charts that it is drawn on, for everyone.",
                        "The figures stay as they are. The audit trail keeps what it said.",
                    ],
                Confirm = "Remove the note",
                Action = $"/kpis/{key}/notes/{id}/remove",
                Back = $"/kpis/{key}",
                Trail = (Crumb[])[new("Metrics", "/kpis"), new(metric.Name, $"/kpis/{key}")],
            }
        );
    }

    private static async Task<IResult> Remove(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RemoveAnnotation.Command(id), cancellationToken);
        return page.Redirect(
            $"/kpis/{Uri.EscapeDataString(key)}#notes",
            refused.Any ? Toast.Failed(string.Join(" ", refused.General)) : Toast.Done("The note is gone.")
        );
    }
}
