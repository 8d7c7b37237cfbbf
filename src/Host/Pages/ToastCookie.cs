using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Nexus.Host.Pages;

/// <summary>Carries a toast over a redirect: in a cookie that is signed, lasts a minute, and is read once.</summary>
internal sealed class ToastCookie(IDataProtectionProvider protection)
{
    private const string Name = "nexus-toast";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("Nexus.Toasts")
        .ToTimeLimitedDataProtector();

    public void Keep(HttpContext context, Toast toast) =>
        context.Response.Cookies.Append(
            Name,
            _protector.Protect(JsonSerializer.Serialize(toast), Lifetime),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = Lifetime,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            }
        );

    /// <summary>The toast that the page before left, which is then gone; null if there is none.</summary>
    public Toast? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } kept)
            return null;
        context.Response.Cookies.Delete(Name);
        try
        {
            return JsonSerializer.Deserialize<Toast>(_protector.Unprotect(kept));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
