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

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (cell.Length > 0 && IsBlank(cell[0]))
            cell = cell[1..];
        while (cell.Length > 0 && IsBlank(cell[^1]))
            cell = cell[..^1];
        return cell;
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
        var text = Printable(cell.Length > Shown * 4 ? cell[..(Shown * 4)] : cell);
        return text.Length <= Shown ? $"'{text}'" : $"'{text[..Shown]}…'";
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
