using Microsoft.AspNetCore.Authentication;
using Nexus.Application.Storage;
using Nexus.Host.Api;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages;

/// <summary>Stands before every page: knows who is signed in and enters their workspace.</summary>
internal sealed class MemberGuard(RequestDelegate next, IAuthenticationSchemeProvider schemes)
{
    private static readonly object Key = new();

    public static Member? MemberOf(HttpContext context) => context.Items[Key] as Member;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!ApiPaths.Contain(context.Request.Path))
            await RecogniseAsync(context);
        await next(context);
    }

    private async Task RecogniseAsync(HttpContext context)
    {
        if (await schemes.GetSchemeAsync(MemberSession.Scheme) is null)
            return;
        var session = await context.AuthenticateAsync(MemberSession.Scheme);
        if (session.Principal is null || Member.Of(session.Principal) is not { } member)
            return;
        context.User = session.Principal;
        context.Items[Key] = member;
        var scope = context.RequestServices.GetRequiredService<IWorkspaceScope>();
        if (member.Workspace is { } workspace && scope.Workspace is null)
            scope.Enter(workspace.Number, $"person:{member.Id}");
    }
}
