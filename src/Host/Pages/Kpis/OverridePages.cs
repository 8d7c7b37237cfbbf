using FluentValidation;
using MediatR;
using Nexus.Application;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Kpis;

/// <summary>A person's values over those of a metric: to put in, and to take back.</summary>
internal static class OverridePages
{
    public static void MapOverridePages(this RouteGroupBuilder metric)
    {
        metric.MapGet("/override", Show).RequireScope(ApiScopes.Write);
        metric.MapPost("/override", Set);
        metric.MapPost("/override/{id:guid}/undo", Undo);
    }

    private static Task<IResult> Show(
        string key,
        string? at,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => FormAsync(key, new OverrideInput(at), [], Refusals.None, page, mediator, cancellationToken);

    private static async Task<IResult> Set(
        string key,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var input = OverrideInput.Of(request.Form);
        try
        {
            await mediator.Send(input.Command(key), cancellationToken);
        }
        catch (ValidationException invalid)
        {
            return await FormAsync(key, input, [], Refusals.Of(invalid), page, mediator, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Code == "ambiguous_series")
        {
            var ask = Refusals.Of("series", "The metric is stored in parts: choose which one the value is for.");
            return await FormAsync(key, input, OverrideInput.Choices(refused), ask, page, mediator, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Code != "unknown_metric")
        {
            return await FormAsync(key, input, [], Refusals.Of(refused), page, mediator, cancellationToken);
        }
        return page.Redirect(
            $"/kpis/{key}#overrides",
            Toast.Done("Your value is shown until the source delivers that point again.")
        );
    }

    private static async Task<IResult> Undo(
        string key,
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RemoveOverride.Command(id), cancellationToken);
        return page.Redirect(
            $"/kpis/{key}",
            refused.Any
                ? Toast.Warning(string.Join(" ", refused.General))
                : Toast.Done("The value of the source is shown again.")
        );
    }

    private static async Task<IResult> FormAsync(
        string key,
        OverrideInput input,
        IReadOnlyList<Option> choices,
        Refusals refused,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        page.Show<OverridePage>(
            new
            {
                Metric = await KpiPages.FindAsync(key, mediator, cancellationToken),
                Input = input,
                Choices = choices,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
}
