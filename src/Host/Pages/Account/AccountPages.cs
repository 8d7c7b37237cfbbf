using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.People;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Account;

/// <summary>What belongs to the person who is signed in: their password, and where they are signed in.</summary>
internal static class AccountPages
{
    private const string Path = MemberSession.AccountPath;

    public static void MapAccount(this RouteGroupBuilder pages)
    {
        var own = pages.MapGroup(Path).RequireScope(ApiScopes.Read).WithMetadata(new PersonalEndpoint());
        own.MapGet("", ShowAsync);
        own.MapPost("/password", ChangePasswordAsync);
        own.MapPost("/sessions/end", EndOthersAsync);
        own.MapPost("/sessions/{id:guid}/end", EndAsync);
    }

    private static async Task<IResult> ShowAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => page.Show<AccountPage>(new { Sessions = await mediator.Send(new ListSessions.Query(), cancellationToken) });

    private static async Task<IResult> ChangePasswordAsync(
        [FromForm] string? current,
        [FromForm] string? next,
        PageContext page,
        IMediator mediator,
        SignInLimits limits,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = limits.Take(context, email: null)
            ? await mediator.TrySendAsync(new ChangePassword.Command(current, next), cancellationToken)
            : (default, Refusals.Of("current", "Too many passwords were tried. Wait a minute, then try again."));
        if (!refused.Any)
            return page.Redirect(Path, Toast.Done("Your password is changed; you are signed out everywhere else."));
        return page.Show<AccountPage>(
            new { Sessions = await mediator.Send(new ListSessions.Query(), cancellationToken), Refused = refused },
            StatusCodes.Status422UnprocessableEntity
        );
    }

    private static async Task<IResult> EndOthersAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new EndSession.Command(Id: null), cancellationToken);
        return page.Redirect(Path, Toast.Done("You are signed out everywhere else."));
    }

    private static async Task<IResult> EndAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new EndSession.Command(id), cancellationToken);
        return page.Redirect(Path, Toast.Done("The session is ended."));
    }
}
