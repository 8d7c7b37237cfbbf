using System.Security.Cryptography;
using System.Text;

namespace Nexus.Infrastructure.Secrets;

/// <summary>The operator's key: it wraps the data keys of workspaces, and the passwords of Nexus's roles follow from it.</summary>
public sealed class MasterKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes)
    {
        _bytes = bytes;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes))[..8];
    }

    /// <summary>The first 8 hexadecimal digits of the key's SHA-256: says which key it is and nothing about it.</summary>
    public string KeyId { get; }

    /// <summary>The 32 bytes that wrap the data keys of workspaces; nothing else is done with them.</summary>
    internal byte[] WrappingKey => HKDF.Expand(HashAlgorithmName.SHA256, _bytes, Length, "nexus-data-keys"u8.ToArray());

    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads a key from base64; null where it is not base64 or not 32 bytes long.</summary>
    public static MasterKey? TryParse(string text)
    {
        var bytes = new byte[Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == Length
            ? new MasterKey(bytes)
            : null;
    }

    /// <summary>A secret that follows from the key and a label: 64 hexadecimal digits, the same on every node.</summary>
    /// <param name="label">What it is for, such as <c>nexus-role:nexus_app</c>.</param>
    public string Derive(string label) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(label)));

    /// <summary>The key in base64, for writing it to the operator's file.</summary>
    internal string ToBase64() => Convert.ToBase64String(_bytes);

    public override string ToString() => "***";
}
