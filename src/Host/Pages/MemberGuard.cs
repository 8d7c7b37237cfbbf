using Microsoft.AspNetCore.Authentication;
using Nexus.Host.Api;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages;

/// <summary>Stands before every page and knows who is signed in.</summary>
internal sealed class MemberGuard(RequestDelegate next)
{
    private static readonly object Key = new();

    public static Member? MemberOf(HttpContext context) => context.Items[Key] as Member;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!ApiPaths.Contain(context.Request.Path))
            await RecogniseAsync(context);
        await next(context);
    }

    private static async Task RecogniseAsync(HttpContext context)
    {
        var session = await context.AuthenticateAsync(MemberSession.Scheme);
        if (session.Principal is null || Member.Of(session.Principal) is not { } member)
            return;
        context.User = session.Principal;
        context.Items[Key] = member;
    }
}
