using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Host.Api;
using Nexus.Host.Pages;

namespace Nexus.Host.Identity;

/// <summary>
/// Asks the database about the session of each request, since the cookie holds nothing but its token: what is ended, moved
/// or given another role there counts here.
/// </summary>
internal sealed class MemberSessionEvents(ISessions sessions, IWorkspaceScope scope, TimeProvider clock)
    : CookieAuthenticationEvents
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    private static readonly string[] Ladder = [Right.Read, Right.Write, Right.Admin, Right.Owner];

    /// <remarks>
    /// The cookie of a session that has ended is left as it is: an answer that is on its way while somebody signs in would
    /// take the new one away.
    /// </remarks>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var now = clock.GetUtcNow();
        var aborted = context.HttpContext.RequestAborted;
        var known = context.Principal?.FindFirstValue(MemberSession.TokenClaim) is { } token
            ? await sessions.FindAsync(SecretToken.Hash(token), aborted)
            : null;
        if (known is null || known.Session.ExpiresAt <= now)
        {
            context.RejectPrincipal();
            return;
        }
        var session = known.Session;
        if (session.LastUsedAt <= now - UseResolution)
            await sessions.RecordUseAsync(
                session.Person,
                session.Id,
                now,
                SessionLife.EndAfterUse(session.CreatedAt, now),
                aborted
            );
        scope.Enter(
            known.Workspace.Id,
            PersonActor.Of(known.Person),
            Rights.OfMember(
                known.Role,
                new SignedInPerson(known.Person.Id, session.Id, known.Person.Name, known.Person.Email)
            )
        );
        context.ReplacePrincipal(PrincipalOf(known));
    }

    /// <summary>Sends a browser to where people sign in; programs are told that they need a key.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        ApiPaths.Contain(context.Request.Path)
        && !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? context.HttpContext.ChallengeAsync(ApiKeyAuthentication.Scheme)
            : PageAccess.RefuseAsync(context.HttpContext);

    private static ClaimsPrincipal PrincipalOf(KnownSession known) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(NexusClaims.Person, known.Person.Id.ToString()),
                    new Claim(NexusClaims.Name, known.Person.Name),
                    new Claim(
                        NexusClaims.WorkspaceNumber,
                        known.Workspace.Id.Value.ToString(CultureInfo.InvariantCulture)
                    ),
                    new Claim(NexusClaims.Workspace, known.Workspace.PublicId.ToString()),
                    new Claim(NexusClaims.Role, RoleNames.Of(known.Role)),
                    .. ScopesOf(known.Role).Select(scope => new Claim(NexusClaims.Scope, scope)),
                    new Claim(NexusClaims.Session, known.Session.Id.ToString()),
                ],
                MemberSession.Scheme,
                NexusClaims.Name,
                NexusClaims.Role
            )
        );

    private static IEnumerable<string> ScopesOf(MemberRole role) =>
        Ladder.Take(Array.IndexOf(Ladder, Rights.Named(role)) + 1);
}
