namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Reads the time of day and the zone that may follow a date.</summary>
internal static class TimeText
{
    /// <param name="text">What follows the date: nothing, or a blank, comma or T and a time.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, ref DateCell cell)
    {
        if (text.Length == 0)
            return true;
        var at = 0;
        if (text[0] is (byte)'T' or (byte)'t' or (byte)' ')
            at = 1;
        else if (text.Length > 1 && text[0] == ',' && text[1] == ' ')
            at = 2;
        else
            return false;
        while (at < text.Length && text[at] == ' ')
            at++;
        return TryReadClock(text, ref at, ref cell) && TryReadZone(text[at..], ref cell);
    }

    private static bool TryReadClock(ReadOnlySpan<byte> text, ref int at, ref DateCell cell)
    {
        if (!TryReadNumber(text, ref at, 1, 2, out var hour) || at >= text.Length)
            return false;
        var minute = 0;
        var second = 0;
        long fraction = 0;
        var separator = text[at];
        if (separator is (byte)':' or (byte)'.')
        {
            at++;
            if (!TryReadNumber(text, ref at, 2, 2, out minute))
                return false;
            if (at < text.Length && text[at] == separator)
            {
                at++;
                if (!TryReadNumber(text, ref at, 2, 2, out second) || !TryReadFraction(text, ref at, out fraction))
                    return false;
            }
        }
        else if (separator != ' ')
            return false;
        var half = HalfOfDay(text, ref at);
        if (half == 0 && separator == ' ')
            return false;
        if (half != 0 && hour is < 1 or > 12)
            return false;
        if (half != 0)
            hour = (hour % 12) + (half == 2 ? 12 : 0);
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        cell.HasTime = true;
        cell.Time = (((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond) + fraction;
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int at, out long ticks)
    {
        ticks = 0;
        if (at + 1 >= text.Length || text[at] is not ((byte)'.' or (byte)',') || !char.IsAsciiDigit((char)text[at + 1]))
            return true;
        at++;
        long unit = TimeSpan.TicksPerSecond;
        for (var digits = 0; at < text.Length && char.IsAsciiDigit((char)text[at]); at++, digits++)
        {
            if (digits == 9)
                return false;
            unit /= 10;
            ticks += unit * (text[at] - '0');
        }
        return true;
    }

    /// <summary>1 before noon, 2 after, 0 where it is not said.</summary>
    private static int HalfOfDay(ReadOnlySpan<byte> text, ref int at)
    {
        var rest = text[at..];
        var blanks = rest.Length > 0 && rest[0] == ' ' ? 1 : 0;
        rest = rest[blanks..];
        if (rest.Length < 2)
            return 0;
        var half = rest[0] switch
        {
            (byte)'A' or (byte)'a' => 1,
            (byte)'P' or (byte)'p' => 2,
            _ => 0,
        };
        var length =
            half == 0 ? 0
            : rest[1] is (byte)'M' or (byte)'m' ? 2
            : rest.Length >= 4 && rest[1] == '.' && rest[2] is (byte)'m' or (byte)'M' && rest[3] == '.' ? 4
            : 0;
        if (length == 0)
            return 0;
        at += blanks + length;
        return half;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> text, ref DateCell cell)
    {
        if (text.Length > 0 && text[0] == ' ')
            text = text[1..];
        if (text.Length == 0)
            return true;
        cell.HasOffset = true;
        cell.Offset = 0;
        if (text is [(byte)'Z' or (byte)'z'] || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
            return true;
        if (text.StartsWith("UTC"u8) || text.StartsWith("GMT"u8))
            text = text[3..];
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-'))
            return false;
        var at = 1;
        if (!TryReadNumber(text, ref at, 2, 2, out var hours))
            return false;
        if (at < text.Length && text[at] == ':')
            at++;
        var minutes = 0;
        if (at < text.Length && !TryReadNumber(text, ref at, 2, 2, out minutes))
            return false;
        cell.Offset = ((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1);
        return at == text.Length && hours <= 14 && minutes <= 59;
    }

    public static bool TryReadNumber(ReadOnlySpan<byte> text, ref int at, int min, int max, out int number)
    {
        number = 0;
        var start = at;
        while (at < text.Length && at - start < max && (uint)(text[at] - '0') <= 9)
            number = (number * 10) + (text[at++] - '0');
        return at - start >= min;
    }
}
