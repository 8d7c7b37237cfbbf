using Nexus.Application.Features.OAuth;

namespace Nexus.Host.Api;

/// <summary>
/// What binds a consent to the browser that began it: a secret that only this browser has, and that it shows when the
/// provider sends it back.
/// </summary>
internal static class ConsentCookie
{
    /// <summary>Has the browser keep the secret of a consent that it is about to be sent to.</summary>
    public static void Keep(HttpContext context, string provider, StartConsent.Answer consent)
    {
        Hide(context.Response);
        context.Response.Cookies.Append(
            Name(context.Request, provider),
            consent.Binding,
            new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                // Strict would not survive the way back from the provider.
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = StartConsent.Life,
            }
        );
    }

    /// <summary>The secret, which is then gone; null where the browser has none.</summary>
    public static string? Take(HttpContext context, string provider)
    {
        Hide(context.Response);
        var name = Name(context.Request, provider);
        context.Response.Cookies.Delete(name);
        return context.Request.Cookies[name];
    }

    /// <remarks>The prefix lets no other host of the domain, and no page without TLS, set the cookie.</remarks>
    private static string Name(HttpRequest request, string provider) =>
        $"{(request.IsHttps ? "__Host-" : "")}nexus-consent-{(provider.All(Part) ? provider : "unknown")}";

    private static bool Part(char letter) => char.IsAsciiLetterLower(letter) || letter == '-';

    /// <summary>The addresses hold secrets: nobody keeps them, and nobody learns them from a link.</summary>
    private static void Hide(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
