using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Health;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Health;

/// <summary>How the connections do, and what is wrong with one that does not.</summary>
internal static class HealthPages
{
    public static void MapHealthPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/status", ShowAsync);
        // It asks the provider: more than a look, although nothing of the person's is changed by it.
        pages.MapGet("/status/{id:guid}/diagnosis", DiagnoseAsync).RequireScope(ApiScopes.Write);
    }

    private static async Task<IResult> ShowAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<HealthPage>(
            new { Connections = await mediator.Send(new ListConnectionHealth.Query(), cancellationToken) }
        );

    private static async Task<IResult> DiagnoseAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<DiagnosisPage>(
            new { Diagnosis = await mediator.Send(new DiagnoseConnection.Command(id), cancellationToken) }
        );
}
