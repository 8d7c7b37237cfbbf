using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Reads what people pasted.</summary>
internal static class Credentials
{
    /// <summary>A key or token without the blanks around it; null where there is none, or what is there cannot be one.</summary>
    public static Secret? Find(ConnectionContext connection, string name)
    {
        var value = connection.Credentials.GetValueOrDefault(name)?.Reveal().Trim();
        return !string.IsNullOrEmpty(value) && value.All(letter => letter is > ' ' and <= '~')
            ? new Secret(value)
            : null;
    }

    /// <summary>Names a credential without telling it: 16 hexadecimal digits.</summary>
    public static string Fingerprint(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
