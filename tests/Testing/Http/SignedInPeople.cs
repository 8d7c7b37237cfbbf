using System.Net;
using System.Security.Cryptography;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Host.Identity;

namespace Nexus.Testing.Http;

/// <summary>People for tests: made by the use cases, and signed in without a form.</summary>
public static class SignedInPeople
{
    /// <summary>The password of everyone whom a test makes up.</summary>
    public const string Password = "three unrelated words";

    private static readonly Browser Browser = new("127.0.0.1", "test");

    /// <summary>Makes a new person a member and signs them in.</summary>
    /// <param name="workspace">Public id; the first workspace unless given.</param>
    /// <param name="email">Theirs; made up unless given.</param>
    public static async Task<SignedInClient> SignInAsync(
        this RunningNexus node,
        MemberRole role = MemberRole.Owner,
        Guid? workspace = null,
        string? email = null
    )
    {
        email ??= $"{RoleNames.Of(role)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}@example.com";
        var link = await node.InviteAsync(role, workspace);
        await using var scope = node.Services.CreateAsyncScope();
        var signedIn = await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new RegisterByInvitation.Command(link.Token, $"Test {role}", email, Password, Browser));
        return node.Continue(signedIn.Token, email);
    }

    /// <summary>An invitation that nobody has opened yet.</summary>
    public static async Task<InviteMember.Answer> InviteAsync(
        this RunningNexus node,
        MemberRole role,
        Guid? workspace = null
    )
    {
        await using var scope = node.Services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaces>();
        var id = workspace is { } named
            ? await workspaces.FindAsync(named, CancellationToken.None)
            : await workspaces.FindFirstAsync(CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(id!.Value, "test", Rights.System);
        return await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new InviteMember.Command(RoleNames.Of(role), Note: null));
    }

    /// <summary>Path of a link as the operator's console makes it, for an owner of the first workspace.</summary>
    public static async Task<string> SignInLinkAsync(this RunningNexus node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var first = await scope
            .ServiceProvider.GetRequiredService<IWorkspaces>()
            .FindFirstAsync(CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(first!.Value, "cli", Rights.System);
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new CreateSignInLink.Command())).Path;
    }

    /// <summary>A browser that holds the session of the token.</summary>
    public static SignedInClient Continue(this RunningNexus node, string token, string email)
    {
        var options = node.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        var cookie = options.Get(MemberSession.Scheme);
        var ticket = new AuthenticationTicket(
            MemberSession.PrincipalOf(token),
            new AuthenticationProperties
            {
                IsPersistent = true,
                IssuedUtc = TimeProvider.System.GetUtcNow(),
                ExpiresUtc = TimeProvider.System.GetUtcNow() + SessionLife.Idle,
            },
            MemberSession.Scheme
        );
        var jar = new CookieContainer();
        jar.Add(node.Address, new Cookie(cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(ticket)));
        return new SignedInClient(node.Browser(jar), jar, email);
    }
}

/// <summary>A browser in which somebody is signed in, for one test.</summary>
/// <param name="Cookies">What it keeps; a real browser takes them over by name and value.</param>
public sealed record SignedInClient(HttpClient Http, CookieContainer Cookies, string Email) : IDisposable
{
    public void Dispose() => Http.Dispose();
}
