using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>
/// The text of an API key: <c>nx_</c>, 8 public characters, <c>_</c>, and 43 characters that encode 32 random bytes. An
/// operator may choose another text for the first key.
/// </summary>
public sealed partial class ApiKeyText
{
    /// <summary>Fewer characters than this can be guessed.</summary>
    public const int ShortestChosen = 24;

    /// <summary>Longer ones do not fit a header comfortably.</summary>
    public const int LongestChosen = 512;

    private const string PrefixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private ApiKeyText(string text) => Text = text;

    /// <summary>The key itself: shown once, never stored.</summary>
    public string Text { get; }

    /// <summary>What people tell keys apart by; says nothing about the secret part.</summary>
    public string Prefix =>
        Generated().IsMatch(Text) ? Text[..11] : $"env_{Convert.ToHexStringLower(Hash.AsSpan(0, 4))}";

    /// <summary>SHA-256 of the key. A key holds 256 random bits, so nothing slower is called for.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    public static ApiKeyText Generate() =>
        new(
            $"nx_{RandomNumberGenerator.GetString(PrefixAlphabet, 8)}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}"
        );

    /// <summary>Takes a text that a caller presents; whether it is anyone's key is for the directory to say.</summary>
    public static bool TryRead(string? presented, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = presented is { Length: >= ShortestChosen and <= LongestChosen } ? new ApiKeyText(presented) : null;
        return key is not null;
    }

    public override string ToString() => "***";

    [GeneratedRegex("^nx_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Generated();
}
