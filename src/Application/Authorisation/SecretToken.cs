using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Application.Authorisation;

/// <summary>A text that nobody can guess, for whoever may present it once or for a while.</summary>
public static class SecretToken
{
    private const int Bytes = 32;

    /// <returns>256 random bits in 43 characters that need no escaping in an address.</returns>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored of it: SHA-256. With 256 random bits nothing slower is called for.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
