using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Host.Api;
using Nexus.Infrastructure.Storage;

namespace Nexus.Host.Identity;

internal static class IdentityServices
{
    private const string Callers = "callers";

    /// <summary>Rounds of PBKDF2 with HMAC-SHA512, as the OWASP password storage cheat sheet has them (2023).</summary>
    private const int Rounds = 210_000;

    private const int ShortestPassword = 12;

    /// <summary>Registers sign-in by API key for programs and by cookie for people, and the scopes that endpoints ask for.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services
            .AddAuthentication(Callers)
            .AddPolicyScheme(
                Callers,
                displayName: null,
                options => options.ForwardDefaultSelector = context => SchemeOf(context.Request)
            )
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddCookie(
                MemberSession.Scheme,
                options =>
                {
                    options.EventsType = typeof(MemberSessionEvents);
                    options.Cookie.Name = "nexus-session";
                    options.Cookie.HttpOnly = true;
                    // Strict would have people sign in anew whenever a link of another site leads here.
                    options.Cookie.SameSite = SameSiteMode.Lax;
                    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    options.ExpireTimeSpan = SessionLife.Idle;
                    options.SlidingExpiration = true;
                }
            );
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemAuthorizationResults>();
        services.AddSingleton<KeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        services.AddScoped<MemberSessionEvents>();
        return services.AddAccounts().AddProtection();
    }

    /// <remarks>Where there is a key it counts; the way back from a provider brings none, and begins in a browser.</remarks>
    private static string SchemeOf(HttpRequest request) =>
        !ApiPaths.Contain(request.Path)
        || (
            request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase)
            && request.Headers.Authorization.Count == 0
        )
            ? MemberSession.Scheme
            : ApiKeyAuthentication.Scheme;

    private static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Account>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = ShortestPassword;
                options.Password.RequiredUniqueChars = 1;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddUserStore<AccountStore>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Rounds);
        services.AddSingleton(provider => new Decoy(
            new PasswordHasher<Account>(provider.GetRequiredService<IOptions<PasswordHasherOptions>>())
        ));
        services.AddScoped<IAccounts, Accounts>();
        services.AddSingleton<SignInLimits>();
        return services;
    }

    private static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Nexus");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<ProtectionKeys>((options, keys) => options.XmlRepository = new ProtectionKeyRepository(keys));
        // It warns of keys that nothing encrypts, and cannot see that the repository does.
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
        );
        return services;
    }
}
