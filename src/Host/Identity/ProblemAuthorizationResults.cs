using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Nexus.Application.Features.ApiKeys;
using Nexus.Host.Api;
using Nexus.Host.Api.Problems;
using Nexus.Host.Pages;

namespace Nexus.Host.Identity;

/// <summary>Tells a caller without the scope which one it takes; of pages, where to sign in.</summary>
internal sealed class ProblemAuthorizationResults : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        if (!ApiPaths.Contain(context.Request.Path))
            return PageAccess.RefuseAsync(context);
        if (!authorizeResult.Forbidden)
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        var needed = policy.Requirements.OfType<RequiredScope>().FirstOrDefault()?.Scope ?? ApiScopes.Admin;
        return KnownProblems.InsufficientScope(needed).WriteAsync(context);
    }
}
