using MediatR;
using Nexus.Application.Features.Annotations;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Notes;

/// <summary>Notes on days, for every chart that shows them: to write, change and take away.</summary>
internal static class NotesPages
{
    public static void MapNotes(this RouteGroupBuilder pages)
    {
        var notes = pages.MapGroup("/notes");
        notes.MapGet("/new", ShowNew).RequireScope(ApiScopes.Write);
        notes.MapPost("", Add);
        notes.MapGet("/{id:guid}", Show).RequireScope(ApiScopes.Write);
        notes.MapPost("/{id:guid}", Change);
        notes.MapPost("/{id:guid}/remove", Remove);
    }

    private static Task<IResult> ShowNew(
        string? metric,
        string? day,
        string? back,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        FormAsync(
            null,
            new NoteInput(From: NoteInput.Day(day) is null ? null : day, Metric: metric),
            back,
            Refusals.None,
            page,
            mediator,
            cancellationToken
        );

    private static async Task<IResult> Add(
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = NoteInput.Of(request.Form);
        var back = request.Form["back"].ToString();
        var (added, refused) = await mediator.TrySendAsync(new AddAnnotation.Command(input.Draft), cancellationToken);
        return added is null
            ? await FormAsync(null, input, back, refused, page, mediator, cancellationToken)
            : page.Redirect(LocalPath.Of(back), Toast.Done("The note is on the charts."));
    }

    private static async Task<IResult> Show(
        Guid id,
        string? back,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var note = await mediator.Send(new GetAnnotation.Query(id), cancellationToken);
        return await FormAsync(id, NoteInput.Of(note), back, Refusals.None, page, mediator, cancellationToken);
    }

    private static async Task<IResult> Change(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = NoteInput.Of(request.Form);
        var back = request.Form["back"].ToString();
        var (changed, refused) = await mediator.TrySendAsync(
            new UpdateAnnotation.Command(id, input.Draft),
            cancellationToken
        );
        return changed is null
            ? await FormAsync(id, input, back, refused, page, mediator, cancellationToken)
            : page.Redirect(LocalPath.Of(back), Toast.Done("Saved."));
    }

    private static async Task<IResult> Remove(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RemoveAnnotation.Command(id), cancellationToken);
        return page.Redirect(
            LocalPath.Of(request.Form["back"]),
            refused.Any ? Toast.Failed(string.Join(" ", refused.General)) : Toast.Done("The note is gone.")
        );
    }

    private static async Task<IResult> FormAsync(
        Guid? id,
        NoteInput input,
        string? back,
        Refusals refused,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<NotePage>(
            new
            {
                Id = id,
                Input = input,
                Back = LocalPath.Of(back),
                Metrics = (await mediator.Send(new ListMetrics.Query(All: true), cancellationToken)).Value,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
}
