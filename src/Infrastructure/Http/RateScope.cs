using System.Security.Cryptography;
using System.Text;

namespace Nexus.Infrastructure.Http;

/// <summary>Names what is limited together, without telling an account.</summary>
internal static class RateScope
{
    /// <returns>32 hexadecimal digits, the same on every node.</returns>
    public static string Of(string provider, string scope) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{scope}")).AsSpan(0, 16));
}
