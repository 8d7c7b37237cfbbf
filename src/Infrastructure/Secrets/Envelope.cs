using System.Security.Cryptography;
using System.Text;

namespace Nexus.Infrastructure.Secrets;

/// <summary>AES-256-GCM of the base library over one value: nonce (12 bytes), ciphertext, tag (16 bytes).</summary>
/// <remarks>
/// The context is authenticated and not stored: what was sealed for one place cannot be opened in another. Nonces are
/// random, which is sound for far more values under one key than a workspace has credentials.
/// </remarks>
internal static class Envelope
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <param name="key">32 bytes.</param>
    /// <param name="context">Where it belongs, such as workspace, connection and field.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, string context)
    {
        var sealedValue = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedValue.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(
            nonce,
            plain,
            sealedValue.AsSpan(NonceLength, plain.Length),
            sealedValue.AsSpan(NonceLength + plain.Length),
            Encoding.UTF8.GetBytes(context)
        );
        return sealedValue;
    }

    /// <returns>Null where it was sealed with another key, for another context, or is damaged.</returns>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedValue, string context)
    {
        if (sealedValue.Length < NonceLength + TagLength)
            return null;
        var plain = new byte[sealedValue.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(
                sealedValue[..NonceLength],
                sealedValue[NonceLength..^TagLength],
                sealedValue[^TagLength..],
                plain,
                Encoding.UTF8.GetBytes(context)
            );
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
