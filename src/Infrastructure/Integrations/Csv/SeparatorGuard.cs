using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Text that must not hold the character which stands in for a delimiter of several characters.</summary>
internal sealed class SeparatorGuard(Stream source, byte separator, long firstLine) : ForwardStream
{
    private long _line = firstLine;

    /// <exception cref="CsvFileException">The character is there; code <c>control_character</c>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read]);
        return read;
    }

    public static CsvFileException Refusal(long? line) =>
        new(
            "control_character",
            "The file holds the control character U+001F, which cannot be read together with a delimiter of several characters.",
            line
        );

    private void Check(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(separator);
        if (at >= 0)
            throw Refusal(_line + Utf8Text.LineBreaks(text[..at]));
        _line += Utf8Text.LineBreaks(text);
    }
}
