using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Small questions about UTF-8 bytes.</summary>
internal static class Utf8Text
{
    private const int Shown = 60;

    /// <summary>How many bytes at the end begin a sequence that the next block has to finish, 0 to 3.</summary>
    public static int UnfinishedTail(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var needed = lead switch
            {
                >= 0xF0 and <= 0xF4 => 4,
                >= 0xE0 => 3,
                >= 0xC2 => 2,
                _ => 1,
            };
            return lead <= 0xF4 && needed > back ? back : 0;
        }
        return 0;
    }

    /// <summary>Line breaks in <paramref name="bytes"/>: LF, CR, and CR LF as one.</summary>
    public static int LineBreaks(ReadOnlySpan<byte> bytes)
    {
        var feeds = bytes.Count((byte)'\n');
        var returns = bytes.Count((byte)'\r');
        return returns == 0 ? feeds : feeds + returns - bytes.Count("\r\n"u8);
    }

    /// <summary>Where the text after <paramref name="lines"/> line breaks begins; the length where there are fewer.</summary>
    public static int SkipLines(ReadOnlySpan<byte> bytes, int lines)
    {
        var at = 0;
        for (; lines > 0; lines--)
        {
            var found = bytes[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (found < 0)
                return bytes.Length;
            at += found + 1;
            if (bytes[at - 1] == '\r' && at < bytes.Length && bytes[at] == '\n')
                at++;
        }
        return at;
    }

    /// <summary>The cell without blanks, line breaks and no-break spaces around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (cell.Length > 0 && IsBlank(cell[0]))
            cell = cell[1..];
        while (cell.Length > 0 && IsBlank(cell[^1]))
            cell = cell[..^1];
        var hard = cell.StartsWith(HardBlank) || cell.EndsWith(HardBlank);
        return hard ? Trim(cell.StartsWith(HardBlank) ? cell[2..] : cell[..^2]) : cell;
    }

    /// <summary>At most the first <paramref name="length"/> characters, and no half of a pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>At most the first <paramref name="length"/> bytes, and no part of a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int length)
    {
        if (text.Length <= length)
            return text;
        text = text[..length];
        return text[..^UnfinishedTail(text)];
    }

    /// <summary>The text with NUL shown as a picture of it, for neither PostgreSQL nor a reader can take the byte.</summary>
    public static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\u2400') : text;
    }

    /// <summary>The cell as an error message quotes it.</summary>
    public static string Quoted(ReadOnlySpan<byte> cell)
    {
        var text = Printable(Cut(cell, Shown * 4));
        return text.Length <= Shown ? $"'{text}'" : $"'{Cut(text, Shown)}…'";
    }

    private static ReadOnlySpan<byte> HardBlank => [0xC2, 0xA0];

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
