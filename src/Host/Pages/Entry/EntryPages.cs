using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application;
using Nexus.Application.Features.People;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Entry;

/// <summary>The ways in and out: signing in, the links by which people join, and signing out.</summary>
internal static class EntryPages
{
    private const string Welcome = "/welcome";
    private const string Invitations = "/invitations";

    private static readonly Refusals TooOften = new(
        ["Too many passwords were tried. Wait a minute, then try again."],
        Refusals.None.Fields
    );

    public static void MapEntry(this RouteGroupBuilder pages)
    {
        var entry = pages.MapGroup("").AllowAnonymous();
        entry.MapGet(MemberSession.SignInPath, ShowSignIn);
        entry.MapPost(MemberSession.SignInPath, SignInAsync);
        entry.MapPost(MemberSession.SignOutPath, SignOutAsync);
        foreach (var path in new[] { Welcome, Invitations })
        {
            entry.MapGet(path + "/{token}", ShowLinkAsync);
            entry.MapPost(path + "/{token}", JoinAsync);
        }
    }

    private static IResult ShowSignIn(string? returnUrl, PageContext page) =>
        page.Member is null
            ? page.Show<SignInPage>(new { ReturnUrl = LocalPath.Of(returnUrl) })
            : page.Redirect(LocalPath.Of(returnUrl));

    private static async Task<IResult> SignInAsync(
        [FromForm] string? email,
        [FromForm] string? password,
        [FromForm] string? returnUrl,
        PageContext page,
        IMediator mediator,
        SignInLimits limits,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var back = LocalPath.Of(returnUrl);
        if (!limits.Take(context, email))
            return Refuse(TooOften, StatusCodes.Status429TooManyRequests);
        var (answer, refused) = await mediator.TrySendAsync(
            new SignIn.Command(email, password, BrowserOf(context)),
            cancellationToken
        );
        if (answer is null)
            return Refuse(refused, StatusCodes.Status422UnprocessableEntity);
        await MemberSession.OpenAsync(context, answer.Token);
        return page.Redirect(back);

        IResult Refuse(Refusals why, int status) =>
            page.Show<SignInPage>(
                new
                {
                    ReturnUrl = back,
                    Email = email,
                    Refused = why,
                },
                status
            );
    }

    private static async Task<IResult> SignOutAsync(
        PageContext page,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (page.Member is not null)
            await mediator.Send(new SignOut.Command(), cancellationToken);
        await MemberSession.CloseAsync(context);
        return page.Redirect(MemberSession.SignInPath);
    }

    private static async Task<IResult> ShowLinkAsync(
        string token,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(token, mediator, cancellationToken) is { } offer
            ? page.Show<JoinPage>(new { Offer = offer })
            : page.Show<LinkEndedPage>(status: StatusCodes.Status404NotFound);

    /// <remarks>Who is signed in joins with their account; everybody else says who they are.</remarks>
    private static async Task<IResult> JoinAsync(
        string token,
        [FromForm] string? name,
        [FromForm] string? email,
        [FromForm] string? password,
        PageContext page,
        IMediator mediator,
        SignInLimits limits,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(token, mediator, cancellationToken) is not { } offer)
            return page.Show<LinkEndedPage>(status: StatusCodes.Status404NotFound);
        if (!limits.Take(context, email))
            return Refuse(TooOften, StatusCodes.Status429TooManyRequests);
        IRequest<SignIn.Answer> join = page.Member is null
            ? new RegisterByInvitation.Command(token, name, email, password, BrowserOf(context))
            : new AcceptInvitation.Command(token, BrowserOf(context));
        var (answer, refused) = await mediator.TrySendAsync(join, cancellationToken);
        if (answer is null)
            return Refuse(refused, StatusCodes.Status422UnprocessableEntity);
        await MemberSession.OpenAsync(context, answer.Token);
        return page.Redirect("/", Toast.Done($"Welcome to {offer.Workspace}."));

        IResult Refuse(Refusals why, int status) =>
            page.Show<JoinPage>(
                new
                {
                    Offer = offer,
                    Name = name,
                    Email = email,
                    Refused = why,
                },
                status
            );
    }

    /// <returns>Null where the link does not work: that has a page of its own.</returns>
    private static async Task<GetInvitation.Answer?> FindAsync(
        string token,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mediator.Send(new GetInvitation.Query(token), cancellationToken);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.NotFound)
        {
            return null;
        }
    }

    private static Browser BrowserOf(HttpContext context) =>
        new(context.Connection.RemoteIpAddress?.ToString() ?? "", context.Request.Headers.UserAgent.ToString());
}
