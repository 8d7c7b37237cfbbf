using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Storage;
using Nexus.Host.Api;
using Nexus.Host.Api.Problems;

namespace Nexus.Host.Identity;

/// <summary>Machines sign in by <c>Authorization: Bearer &lt;api key&gt;</c>; the key says which workspace they work in.</summary>
/// <remarks>A missing, malformed, unknown and revoked key get the same answer; an expired one is told so, for its owner.</remarks>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IApiKeyDirectory directory,
    KeyUses uses,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiKey";

    private const string Bearer = "Bearer ";

    private bool _expired;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } presented)
            return AuthenticateResult.NoResult();
        var key = await directory.FindAsync(presented.Hash, Context.RequestAborted);
        if (key is null || key.RevokedAt is not null)
            return AuthenticateResult.Fail("The key is not in use.");
        var now = clock.GetUtcNow();
        if (key.ExpiresAt <= now)
        {
            _expired = true;
            return AuthenticateResult.Fail("The key has expired.");
        }

        Context
            .RequestServices.GetRequiredService<IWorkspaceScope>()
            .Enter(key.Workspace, $"key:{key.Prefix}", Rights.OfKey(key.Scopes));
        uses.Record(key, now);
        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Of(key), ApiKeyAuthentication.Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var error = Request.Headers.Authorization.Count > 0 ? ", error=\"invalid_token\"" : "";
        Response.Headers.Append(HeaderNames.WWWAuthenticate, $"Bearer realm=\"nexus\"{error}");
        return (_expired ? KnownProblems.ApiKeyExpired : KnownProblems.Unauthenticated).WriteAsync(Context);
    }

    private ApiKeyText? Presented()
    {
        // Pages are for people: a key opens none of them.
        if (!ApiPaths.Contain(Request.Path))
            return null;
        var header = Request.Headers.Authorization;
        return
            header is [{ } value]
            && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && ApiKeyText.TryRead(value[Bearer.Length..].Trim(), out var key)
            ? key
            : null;
    }
}
