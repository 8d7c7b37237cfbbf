using MediatR;
using Nexus.Application.Features.Imports;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Uploads;

/// <summary>What Nexus remembers of layouts: the mapping that the next file of the same columns is imported with.</summary>
internal static class UploadTemplatePages
{
    private static readonly Crumb[] Trail = [new("Uploads", "/uploads"), new("Templates", "/uploads/templates")];

    private static readonly string[] Consequences =
    [
        "The next file of this layout will be asked about its columns again.",
        "What was imported stays as it is.",
    ];

    public static void MapUploadTemplatePages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/uploads/templates", ListAsync);
        pages.MapGet("/uploads/templates/{id:guid}/forget", AskAsync);
        pages.MapPost("/uploads/templates/{id:guid}/forget", ForgetAsync);
    }

    private static async Task<IResult> ListAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<TemplatesPage>(
            new
            {
                Templates = await mediator.Send(new ListImportTemplates.Query(), cancellationToken),
                Metrics = await UploadPages.MetricsAsync(mediator, cancellationToken),
            }
        );

    private static async Task<IResult> AskAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var templates = await mediator.Send(new ListImportTemplates.Query(), cancellationToken);
        if (templates.FirstOrDefault(template => template.Id == id) is not { } template)
            return page.Redirect("/uploads/templates", Toast.Warning("It had been forgotten already."));
        return page.Show<ConfirmPage>(
            new
            {
                Title = $"Forget the template of {template.Name}?",
                Consequences,
                Confirm = "Forget it",
                Action = $"/uploads/templates/{id}/forget",
                Back = "/uploads/templates",
                Trail,
            }
        );
    }

    private static async Task<IResult> ForgetAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new DeleteImportTemplate.Command(id), cancellationToken);
        return page.Redirect("/uploads/templates", Toast.Done("Forgotten."));
    }
}
