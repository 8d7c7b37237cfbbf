using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Nexus.Host.Cli;

namespace Nexus.Host.Identity;

internal static class IdentityServices
{
    /// <summary>Registers sign-in by API key and the scopes that endpoints ask for.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemAuthorizationResults>();
        services.AddScoped<IFirstStart, FirstWorkspace>();
        services.AddSingleton<KeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        return services;
    }
}
