namespace Nexus.Host.Pages;

/// <summary>Light or dark by choice, kept in a cookie, so that a page arrives in its colours; by the system otherwise.</summary>
internal static class Theme
{
    private const string Cookie = "nexus-theme";

    private static readonly string[] Known = ["light", "dark"];

    /// <summary>light or dark; null where nobody chose.</summary>
    public static string? Of(HttpContext context) =>
        Known.FirstOrDefault(theme => context.Request.Cookies[Cookie] == theme);

    /// <param name="theme">light or dark; anything else leaves it to the system again.</param>
    public static void Choose(HttpContext context, string? theme)
    {
        if (theme is null || !Known.Contains(theme, StringComparer.Ordinal))
        {
            context.Response.Cookies.Delete(Cookie);
            return;
        }
        context.Response.Cookies.Append(
            Cookie,
            theme,
            new CookieOptions
            {
                IsEssential = true,
                HttpOnly = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            }
        );
    }
}
