using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Application;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using Nexus.Host.Identity;
using Nexus.Host.Pages;

namespace Nexus.Host.Api;

/// <summary>How people grant Nexus access at providers.</summary>
/// <remarks>
/// A consent that a browser began is ended in that browser, which keeps a cookie for it. One that a program began with its
/// key is ended by the same key: the program sends the callback itself.
/// </remarks>
internal static class OAuthEndpoints
{
    private const string Path = "/oauth";

    public static void MapOAuth(this WebApplication app)
    {
        var oauth = app.MapGroup(Path).WithTags("OAuth");
        oauth.MapGet("/{provider}/authorize", Authorize).RequireScope(ApiScopes.Admin);
        oauth.MapGet("/{provider}/callback", Callback).AllowAnonymous();
    }

    public static void MapGrants(this RouteGroupBuilder api) =>
        api.MapGet("/providers/{provider}/accounts", Accounts).WithTags("OAuth");

    /// <remarks>A link can begin a consent, and the cookie of a session comes along with it: so no page of another site may.</remarks>
    private static async Task<RedirectHttpResult> Authorize(
        string provider,
        Guid? connection,
        string? returnTo,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
            throw OtherSite();
        var consent = await mediator.Send(new StartConsent.Command(provider, connection, returnTo), cancellationToken);
        ConsentCookie.Keep(context, provider, consent);
        return TypedResults.Redirect(consent.Address.AbsoluteUri);
    }

    private static RefusedException OtherSite() =>
        new(
            RefusalKind.Forbidden,
            "other_site",
            "A page of another site sent you here, so nothing was begun. Open Nexus yourself and connect from there."
        );

    /// <summary>Whoever came in a browser goes back to where they began, whatever came of it; programs are told.</summary>
    private static async Task<IResult> Callback(
        string provider,
        string? state,
        string? code,
        string? error,
        IConsentDirectory directory,
        IWorkspaceScope scope,
        IMediator mediator,
        PageContext page,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var binding = ConsentCookie.Take(context, provider);
        var actor = scope.Workspace is null ? null : scope.Actor;
        // A program is known by its key. A person's browser has to show what it was given, wherever else they are signed in.
        var program = Identity.Member.Of(context.User) is null ? actor : null;
        try
        {
            var workspace = await directory.FindWorkspaceAsync(CompleteConsent.Key(state), cancellationToken);
            if (workspace is not { } found || (scope.Workspace is { } own && own != found))
                throw CompleteConsent.Unknown();
            // Whoever began it was allowed to; the binding of its state says that this is who ends it.
            scope.Enter(
                found,
                actor ?? $"consent:{provider}",
                actor is null ? Rights.OfKey([Right.Admin]) : scope.Rights
            );
            var answer = await mediator.Send(
                new CompleteConsent.Command(provider, state, code, error, binding, program),
                cancellationToken
            );
            return answer.ReturnTo is not { } path ? TypedResults.Ok(answer)
                : answer.ConnectionId is null
                    ? TypedResults.LocalRedirect(
                        "~" + QueryHelpers.AddQueryString(path, "grant", answer.Grant.ToString())
                    )
                : TypedResults.LocalRedirect($"~{path}");
        }
        catch (RefusedException refused) when (program is null && WayBack(context.Request, refused) is { } path)
        {
            return page.Redirect(path, Toast.Failed(refused.Message));
        }
    }

    /// <summary>Where a person reads what was refused; null for a program.</summary>
    private static string? WayBack(HttpRequest request, RefusedException refused) =>
        refused.Details.GetValueOrDefault(CompleteConsent.WayBack) as string
        ?? (request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html") ? "/connections" : null);

    private static async Task<Ok<DiscoverAccounts.Answer>> Accounts(
        string provider,
        Guid grant,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new DiscoverAccounts.Query(provider, grant), cancellationToken));
}
