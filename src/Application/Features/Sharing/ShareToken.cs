using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Application.Features.Sharing;

/// <summary>The secret part of a share link: <c>nxs_</c> and 43 characters that encode 32 random bytes.</summary>
public sealed class ShareToken
{
    private const string Start = "nxs_";
    private const int Length = 47;

    private ShareToken(string text) => Text = text;

    /// <summary>The token itself: shown once, never stored.</summary>
    public string Text { get; }

    /// <summary>What people tell links apart by.</summary>
    public string Prefix => Text[..10];

    /// <summary>SHA-256 of the token, which holds 256 random bits, so that nothing slower is called for.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    public static ShareToken Generate() => new(Start + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Takes a text that somebody presents; whether it is a link's is for the directory to say.</summary>
    public static bool TryRead(string? presented, [NotNullWhen(true)] out ShareToken? token)
    {
        token =
            presented is { Length: Length } && presented.StartsWith(Start, StringComparison.Ordinal)
                ? new ShareToken(presented)
                : null;
        return token is not null;
    }

    public override string ToString() => "***";
}
