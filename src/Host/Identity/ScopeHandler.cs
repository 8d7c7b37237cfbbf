using Microsoft.AspNetCore.Authorization;
using Nexus.Application.Features.ApiKeys;

namespace Nexus.Host.Identity;

/// <summary>Grants what the caller's scopes cover.</summary>
internal sealed class ScopeHandler : AuthorizationHandler<RequiredScope>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiredScope requirement)
    {
        if (ApiScopes.Allow(context.User.Scopes(), requirement.Scope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
