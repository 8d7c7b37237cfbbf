using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using Nexus.Host.Identity;

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
        oauth.MapGet("/{provider}/authorize", Authorize).RequireScope(ApiScopes.Write);
        oauth.MapGet("/{provider}/callback", Callback).AllowAnonymous();
    }

    public static void MapGrants(this RouteGroupBuilder api) =>
        api.MapGet("/providers/{provider}/accounts", Accounts).WithTags("OAuth");

    private static async Task<RedirectHttpResult> Authorize(
        string provider,
        Guid? connection,
        string? returnTo,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var consent = await mediator.Send(new StartConsent.Command(provider, connection, returnTo), cancellationToken);
        Forbid(context.Response);
        context.Response.Cookies.Append(
            Cookie(context.Request, provider),
            consent.Binding,
            new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                // Strict would not survive the way back from the provider.
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = StartConsent.Life,
            }
        );
        return TypedResults.Redirect(consent.Address.AbsoluteUri);
    }

    private static async Task<Results<RedirectHttpResult, Ok<CompleteConsent.Answer>>> Callback(
        string provider,
        string? state,
        string? code,
        string? error,
        IConsentDirectory directory,
        IWorkspaceScope scope,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        Forbid(context.Response);
        var cookie = Cookie(context.Request, provider);
        var binding = context.Request.Cookies[cookie];
        context.Response.Cookies.Delete(cookie);
        var actor = scope.Workspace is null ? null : scope.Actor;
        var workspace = await directory.FindWorkspaceAsync(CompleteConsent.Key(state), cancellationToken);
        if (workspace is not { } found || (scope.Workspace is { } own && own != found))
            throw CompleteConsent.Unknown();
        // Whoever began it was allowed to; the binding of its state says that this is who ends it.
        scope.Enter(found, actor ?? $"consent:{provider}", actor is null ? Rights.OfKey([Right.Write]) : scope.Rights);
        var answer = await mediator.Send(
            new CompleteConsent.Command(provider, state, code, error, binding, actor),
            cancellationToken
        );
        return answer.ReturnTo is { } path ? TypedResults.LocalRedirect($"~{path}") : TypedResults.Ok(answer);
    }

    private static async Task<Ok<DiscoverAccounts.Answer>> Accounts(
        string provider,
        Guid grant,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new DiscoverAccounts.Query(provider, grant), cancellationToken));

    /// <remarks>The prefix lets no other host of the domain, and no page without TLS, set the cookie.</remarks>
    private static string Cookie(HttpRequest request, string provider) =>
        $"{(request.IsHttps ? "__Host-" : "")}nexus-consent-{(provider.All(Part) ? provider : "unknown")}";

    private static bool Part(char letter) => char.IsAsciiLetterLower(letter) || letter == '-';

    /// <summary>The addresses hold secrets: nobody keeps them, and nobody learns them from a link.</summary>
    private static void Forbid(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
