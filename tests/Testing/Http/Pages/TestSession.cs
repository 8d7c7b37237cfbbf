using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Host.Identity;

namespace Nexus.Testing.Http.Pages;

/// <summary>
/// Signs in whom a test says, by a cookie that the test writes: for tests of pages, which are about pages. It stands in the
/// place of the scheme that people sign in by.
/// </summary>
/// <param name="Person">Id of the person.</param>
/// <param name="Number">Of the workspace, the key of its rows.</param>
/// <param name="Workspace">Public id of the workspace.</param>
/// <param name="Role">viewer, editor, admin or owner.</param>
public sealed record TestSession(Guid Person, string Name, int Number, Guid Workspace, string Role)
{
    public const string CookieName = "nexus-test-session";

    private static readonly Dictionary<string, string[]> Scopes = new(StringComparer.Ordinal)
    {
        ["viewer"] = ["read"],
        ["editor"] = ["read", "write"],
        ["admin"] = ["read", "write", "admin"],
        ["owner"] = ["read", "write", "admin", "owner"],
    };

    /// <summary>The value of the cookie.</summary>
    public string ToCookie() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Has the node take test sessions, whether or not it knows the scheme already.</summary>
    public static void Accept(WebApplicationBuilder builder)
    {
        builder.Services.AddTransient<Handler>();
        builder.Services.PostConfigure<AuthenticationOptions>(options =>
        {
            if (options.SchemeMap.TryGetValue(MemberSession.Scheme, out var known))
                known.HandlerType = typeof(Handler);
            else
                options.AddScheme<Handler>(MemberSession.Scheme, displayName: null);
        });
    }

    private ClaimsPrincipal Principal() =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(NexusClaims.Person, Person.ToString()),
                    new Claim(NexusClaims.Name, Name),
                    new Claim(NexusClaims.WorkspaceNumber, Number.ToString(CultureInfo.InvariantCulture)),
                    new Claim(NexusClaims.Workspace, Workspace.ToString()),
                    new Claim(NexusClaims.Role, Role),
                    new Claim(NexusClaims.Session, Person.ToString()),
                    .. Scopes[Role].Select(scope => new Claim(NexusClaims.Scope, scope)),
                ],
                MemberSession.Scheme
            )
        );

    private sealed class Handler : IAuthenticationHandler
    {
        private HttpContext _context = null!;

        public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
        {
            _context = context;
            return Task.CompletedTask;
        }

        public Task<AuthenticateResult> AuthenticateAsync()
        {
            if (_context.Request.Cookies[CookieName] is not { } cookie)
                return Task.FromResult(AuthenticateResult.NoResult());
            var session = JsonSerializer.Deserialize<TestSession>(Base64Url.DecodeFromChars(cookie))!;
            var person = new SignedInPerson(
                session.Person,
                session.Person,
                session.Name,
                $"{session.Person:N}@example.com"
            );
            _context
                .RequestServices.GetRequiredService<IWorkspaceScope>()
                .Enter(
                    new(session.Number),
                    $"person:{person.Email}",
                    Rights.OfMember(RoleNames.Find(session.Role)!.Value, person)
                );
            return Task.FromResult(
                AuthenticateResult.Success(new AuthenticationTicket(session.Principal(), MemberSession.Scheme))
            );
        }

        public Task ChallengeAsync(AuthenticationProperties? properties) => Refuse(StatusCodes.Status401Unauthorized);

        public Task ForbidAsync(AuthenticationProperties? properties) => Refuse(StatusCodes.Status403Forbidden);

        private Task Refuse(int status)
        {
            _context.Response.StatusCode = status;
            return Task.CompletedTask;
        }
    }
}
