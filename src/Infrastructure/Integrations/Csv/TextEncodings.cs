using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds character sets by name. Their decoders throw on bytes that stand for no character.</summary>
internal static class TextEncodings
{
    public const string Utf8 = "utf-8";
    public const string Windows1252 = "windows-1252";

    public static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                    name,
                    EncoderFallback.ExceptionFallback,
                    DecoderFallback.ExceptionFallback
                ) ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
