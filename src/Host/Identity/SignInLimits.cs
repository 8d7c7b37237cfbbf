using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Nexus.Host.Api.RateLimits;

namespace Nexus.Host.Identity;

/// <summary>
/// How often passwords may be tried: from one address whatever the account, and for one account whatever the address, also
/// where there is no such account. Looking at a password is slow on purpose; this keeps strangers from having it done all
/// day.
/// </summary>
internal sealed class SignInLimits(IOptions<RateLimitOptions> options, TimeProvider clock) : IDisposable
{
    private readonly CallerWindows _addresses = new(options.Value.SignInPerAddress, options.Value.MaxCallers, clock);
    private readonly CallerWindows _accounts = new(options.Value.SignInPerAccount, options.Value.MaxCallers, clock);

    /// <param name="email">As it was given; null where no account is named.</param>
    public bool Take(HttpContext context, string? email) =>
        _addresses.Take(CallerAddress.Of(context)).Passes && (email is null || _accounts.Take(KeyOf(email)).Passes);

    public void Dispose()
    {
        _addresses.Dispose();
        _accounts.Dispose();
    }

    /// <summary>Of one length, however long the text is that was given.</summary>
    private static string KeyOf(string email) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())));
}
