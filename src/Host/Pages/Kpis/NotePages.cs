using System.Globalization;
using MediatR;
using Nexus.Application.Features.Annotations;

namespace Nexus.Host.Pages.Kpis;

/// <summary>Notes on days beside a metric: to write, and to take away.</summary>
internal static class NotePages
{
    public static void MapNotePages(this RouteGroupBuilder metric)
    {
        metric.MapPost("/notes", Add);
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
        var form = request.Form;
        var draft = new AnnotationDraft(
            form["title"],
            form["text"] is [{ Length: > 0 } text] ? text : null,
            Day(form["from"]),
            Day(form["to"]),
            Link: null,
            form["everywhere"] == "true" ? null : key
        );
        var (_, refused) = await mediator.TrySendAsync(new AddAnnotation.Command(draft), cancellationToken);
        return page.Redirect(
            $"/kpis/{Uri.EscapeDataString(key)}#notes",
            refused.Any
                ? Toast.Failed(string.Join(" ", refused.General.Concat(refused.Fields.Values.SelectMany(all => all))))
                : Toast.Done("The note is on the chart.")
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

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
