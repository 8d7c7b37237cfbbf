using Nexus.Host.Identity;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Pages;

/// <summary>What becomes of a request for a page that the caller may not have.</summary>
internal static class PageAccess
{
    /// <summary>Whoever is not signed in is sent to sign in, and back afterwards; whoever is, is told.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        if (MemberGuard.MemberOf(context) is not null)
            return PageErrors.ShowAsync(context, PageErrors.NoAccess, StatusCodes.Status403Forbidden);
        var request = context.Request;
        // What was posted is lost; the page that it was posted from is a better place to come back to.
        var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : "/";
        var signIn = $"{MemberSession.SignInPath}?returnUrl={Uri.EscapeDataString(back)}";
        if (request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["HX-Redirect"] = signIn;
            return context.Response.CompleteAsync();
        }
        return new SeeOther(signIn).ExecuteAsync(context);
    }
}
