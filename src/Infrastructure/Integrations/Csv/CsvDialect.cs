using System.Text;
using CsvHelper;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>What separates and encloses fields.</summary>
/// <param name="Delimiter">One or more characters.</param>
/// <param name="Quote">Null where fields are not quoted.</param>
/// <param name="Escape">Null where quotes are doubled, or nothing is escaped.</param>
internal sealed record CsvDialect(string Delimiter, char? Quote, char? Escape)
{
    /// <summary>Stands in for a delimiter that is more than one ASCII character; no text file of records holds it.</summary>
    private const char UnitSeparator = '\u001f';

    private const int MaxDelimiterBytes = 16;

    private bool IsLong => Delimiter.Length > 1 || !char.IsAscii(Delimiter[0]);

    /// <summary>Whether the parts can work together; false for a quote inside the delimiter and the like.</summary>
    public bool IsUsable()
    {
        if (Delimiter.Length == 0 || Encoding.UTF8.GetByteCount(Delimiter) > MaxDelimiterBytes)
            return false;
        foreach (var character in Delimiter)
        {
            if (
                character is '\r' or '\n' or '"' or '\\' or '\0' or UnitSeparator
                || character == Quote
                || character == Escape
            )
                return false;
        }
        return IsMark(Quote) && IsMark(Escape) && (Quote is null || Quote != Escape);
    }

    /// <param name="text">The text from line <paramref name="linesBefore"/> + 1 on.</param>
    public Stream Over(Stream text, long linesBefore)
    {
        if (Quote is { } quote && Escape is { } escape)
            text = new BackslashStream(text, (byte)quote, (byte)escape);
        return IsLong
            ? new CsvSeparatorStream(
                new SeparatorGuard(text, (byte)UnitSeparator, linesBefore + 1),
                Delimiter,
                UnitSeparator
            )
            : text;
    }

    /// <summary>Whether the text holds the character that stands in for a long delimiter.</summary>
    public bool Conflicts(ReadOnlySpan<byte> text) => IsLong && text.Contains((byte)UnitSeparator);

    /// <summary>A reader of a piece of text in memory.</summary>
    public CsvReader Open(byte[] sample, CsvReaderOptions options)
    {
        if (Quote is { } quote && Escape is { } escape)
        {
            var rewriter = new BackslashRewriter((byte)quote, (byte)escape);
            var output = new byte[sample.Length * 2];
            var length = rewriter.Rewrite(sample, output);
            sample = output[..length];
        }
        return IsLong
            ? CsvReader.Create(
                new CsvSeparatorStream(new MemoryStream(sample), Delimiter, UnitSeparator),
                options with
                {
                    Separator = UnitSeparator,
                }
            )
            : CsvReader.Create(sample, options);
    }

    public CsvReaderOptions Options() =>
        new()
        {
            Separator = IsLong ? UnitSeparator : Delimiter[0],
            HasHeader = false,
            Mode =
                Quote is not null ? CsvMode.Rfc4180
                : Escape is not null ? CsvMode.Escape
                : CsvMode.NoEscape,
            Quote = Quote ?? '"',
            Escape = Escape ?? '\\',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            DetectSeparatorHint = false,
            Encoding = Encoding.UTF8,
            IncludeValuesInExceptions = false,
        };

    /// <summary>Whether the character can stand around fields, or before a quote inside one.</summary>
    public static bool IsMark(char? mark) =>
        mark is null || (char.IsAscii(mark.Value) && !char.IsAsciiLetterOrDigit(mark.Value) && mark > ' ');
}
