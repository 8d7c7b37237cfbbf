using System.Globalization;
using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Reads dates by a .NET custom format, or by one of the words <c>excel</c>, <c>unix</c> and <c>unix-ms</c>.</summary>
/// <remarks>
/// A format orders the parts of the date; a time of day after the date is understood in every usual form whether the
/// format spells it out or not. Month names are those of English, German, French and Spanish. Two-digit years up to 68
/// belong to the century of 2000.
/// </remarks>
internal sealed class DatePattern
{
    private const int Pivot = 69;

    private readonly List<Token> _tokens = [];
    private readonly Kind _kind;

    private DatePattern(string format, Kind kind)
    {
        Format = format;
        _kind = kind;
    }

    private enum Kind
    {
        Parts,
        Iso,
        Exact,
        Excel,
        Unix,
        UnixMilliseconds,
    }

    public string Format { get; }

    public bool HasYear { get; private set; }

    public bool HasMonth { get; private set; }

    public bool HasDay { get; private set; }

    public bool HasTime { get; private set; }

    /// <summary>The pattern, or null where the format does not say which year a date is in or is no format at all.</summary>
    public static DatePattern? Parse(string format)
    {
        switch (format.Trim().ToUpperInvariant())
        {
            case "EXCEL":
                return Whole("excel", Kind.Excel);
            case "UNIX":
                return Whole("unix", Kind.Unix);
            case "UNIX-MS":
                return Whole("unix-ms", Kind.UnixMilliseconds);
        }
        var scan = DateFormatScan.Of(format);
        if (scan is null || !scan.HasYear || (scan.HasDay && !scan.HasMonth))
            return null;
        var kind =
            format.StartsWith("yyyy-MM-dd", StringComparison.Ordinal) && scan.TimeIsLast ? Kind.Iso
            : scan.TimeIsLast ? Kind.Parts
            : Kind.Exact;
        if (kind == Kind.Exact && !IsFormat(format))
            return null;
        var pattern = new DatePattern(format, kind)
        {
            HasYear = true,
            HasMonth = scan.HasMonth,
            HasDay = scan.HasDay,
            HasTime = scan.HasTime,
        };
        pattern._tokens.AddRange(scan.DateTokens);
        return pattern;
    }

    public bool TryRead(ReadOnlySpan<byte> text, out DateCell cell) =>
        _kind switch
        {
            Kind.Iso => IsoDate.TryRead(text, out cell) || TryReadParts(text, out cell),
            Kind.Parts => TryReadParts(text, out cell),
            Kind.Exact => TryReadExact(text, out cell),
            Kind.Excel => SerialDate.TryReadExcel(text, out cell),
            Kind.Unix => SerialDate.TryReadUnix(text, TimeSpan.TicksPerSecond, out cell),
            _ => SerialDate.TryReadUnix(text, TimeSpan.TicksPerMillisecond, out cell),
        };

    private static DatePattern Whole(string format, Kind kind) =>
        new(format, kind)
        {
            HasYear = true,
            HasMonth = true,
            HasDay = true,
            HasTime = true,
        };

    private static bool IsFormat(string format)
    {
        try
        {
            return DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private bool TryReadParts(ReadOnlySpan<byte> text, out DateCell cell)
    {
        cell = new DateCell { Month = 1, Day = 1 };
        var at = 0;
        foreach (var token in _tokens)
        {
            if (!token.TryRead(text, ref at, ref cell))
                return false;
        }
        return cell.IsReal() && TimeText.TryRead(text[at..], ref cell);
    }

    private bool TryReadExact(ReadOnlySpan<byte> text, out DateCell cell)
    {
        cell = default;
        var read = DateTimeOffset.TryParseExact(
            Encoding.UTF8.GetString(text),
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var moment
        );
        if (!read)
            return false;
        cell.Year = moment.Year;
        cell.Month = moment.Month;
        cell.Day = moment.Day;
        cell.Time = moment.TimeOfDay.Ticks;
        cell.HasTime = HasTime;
        cell.HasOffset =
            Format.Contains('z', StringComparison.Ordinal) || Format.Contains('K', StringComparison.Ordinal);
        cell.Offset = (int)moment.Offset.TotalMinutes;
        return true;
    }

    /// <summary>One part of a date format.</summary>
    /// <param name="Part">y, M or d; or a blank for literal text; or D for the name of a weekday.</param>
    /// <param name="Count">How often the letter is repeated.</param>
    /// <param name="Literal">Text that must stand here.</param>
    /// <param name="IsFixed">Whether a neighbouring number follows without a separator, so that the digits are counted.</param>
    public sealed record Token(char Part, int Count, byte[] Literal, bool IsFixed)
    {
        public bool TryRead(ReadOnlySpan<byte> text, ref int at, ref DateCell cell) =>
            Part switch
            {
                'y' => TryReadYear(text, ref at, ref cell),
                'M' when Count >= 3 => TryReadName(text, ref at, ref cell),
                'M' => TimeText.TryReadNumber(text, ref at, IsFixed ? Count : 1, 2, out cell.Month),
                'd' => TimeText.TryReadNumber(text, ref at, IsFixed ? Count : 1, 2, out cell.Day),
                'D' => SkipWeekday(text, ref at),
                _ => TryReadLiteral(text, ref at),
            };

        private bool TryReadYear(ReadOnlySpan<byte> text, ref int at, ref DateCell cell)
        {
            var digits = Count <= 2 ? 2 : 4;
            if (!TimeText.TryReadNumber(text, ref at, digits, digits, out cell.Year))
                return false;
            if (digits == 2)
                cell.Year += cell.Year < Pivot ? 2000 : 1900;
            return IsFixed || at >= text.Length || (uint)(text[at] - '0') > 9;
        }

        private static bool TryReadName(ReadOnlySpan<byte> text, ref int at, ref DateCell cell)
        {
            if (!MonthNames.TryRead(text[at..], out cell.Month, out var length, out _))
                return false;
            at += length;
            return true;
        }

        private static bool SkipWeekday(ReadOnlySpan<byte> text, ref int at)
        {
            var start = at;
            while (at < text.Length && MonthNames.IsLetter(text[at]))
                at++;
            if (at > start && at < text.Length && text[at] == '.')
                at++;
            return at > start;
        }

        private bool TryReadLiteral(ReadOnlySpan<byte> text, ref int at)
        {
            if (text[at..].StartsWith(Literal))
            {
                at += Literal.Length;
                return true;
            }
            // The full stop of a shortened month name has been read with the name.
            if (
                at > 0
                && Literal.Length > 0
                && Literal[0] == '.'
                && text[at - 1] == '.'
                && text[at..].StartsWith(Literal.AsSpan(1))
            )
            {
                at += Literal.Length - 1;
                return true;
            }
            return false;
        }
    }
}
