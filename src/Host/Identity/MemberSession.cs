using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Nexus.Host.Identity;

/// <summary>How people are signed in: by a cookie, which carries the claims of <see cref="NexusClaims"/>.</summary>
internal static class MemberSession
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "nexus";

    /// <summary>Where people sign in; takes <c>returnUrl</c>, an address within Nexus.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where the form posts whose person leaves.</summary>
    public const string SignOutPath = "/sign-out";

    /// <summary>Where a person chooses another workspace, and posts which one (<c>to</c>, its public id).</summary>
    public const string WorkspacesPath = "/workspaces";

    /// <summary>A person's own settings and sessions.</summary>
    public const string AccountPath = "/account";

    /// <summary>The one claim of the cookie itself; all others are read with each request.</summary>
    internal const string TokenClaim = "token";

    /// <summary>Hands the token of a session to the browser that asks.</summary>
    public static Task OpenAsync(HttpContext context, string token) =>
        context.SignInAsync(Scheme, PrincipalOf(token), new AuthenticationProperties { IsPersistent = true });

    /// <summary>Takes it away again.</summary>
    public static Task CloseAsync(HttpContext context) => context.SignOutAsync(Scheme);

    internal static ClaimsPrincipal PrincipalOf(string token) =>
        new(new ClaimsIdentity([new Claim(TokenClaim, token)], Scheme));
}
