namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Tells whether a cell is a date, and how it is written.</summary>
internal static class DateShapeReader
{
    private const int MinBytes = 4;
    private const int MaxBytes = 48;

    /// <summary>A number without separators is a date only in these years.</summary>
    private const int FirstBareYear = 1800;
    private const int LastBareYear = 2199;

    private static readonly string[] Separators = ["-", "/", ".", " ", ". ", ", ", "- "];

    public static bool TryRead(ReadOnlySpan<byte> cell, out DateShape shape)
    {
        shape = default;
        if (cell.Length is < MinBytes or > MaxBytes)
            return false;
        if (IsoDate.TryRead(cell, out var iso))
        {
            shape = new(DateOrder.Iso, "-", "-", 4, false, 0, 0, true, ClockOf(cell, 10, iso));
            return true;
        }
        var at = 0;
        Part first = default;
        Part second = default;
        Part third = default;
        if (!TryReadPart(cell, ref at, ref first))
            return false;
        if (at == cell.Length)
            return first.Name == 0 && IsDigitsOnly(first, out shape);
        var a = ReadSeparator(cell, ref at);
        if (a is null || !TryReadPart(cell, ref at, ref second))
            return false;
        if (at == cell.Length)
            return IsMonthOnly(first, a, second, out shape);
        var afterSecond = at;
        var b = ReadSeparator(cell, ref at);
        if (b is null || !TryReadPart(cell, ref at, ref third))
        {
            return IsMonthOnly(first, a, second, out shape) && TakeClock(cell, afterSecond, ref shape);
        }
        return IsWhole(first, a, second, b, third, out shape) && TakeClock(cell, at, ref shape);
    }

    private static bool IsDigitsOnly(Part part, out DateShape shape)
    {
        var (order, real) = part.Digits switch
        {
            8 => (DateOrder.Compact, IsReal(part.Number / 10000, part.Number / 100 % 100, part.Number % 100)),
            6 => (DateOrder.CompactMonth, IsReal(part.Number / 100, part.Number % 100, 1)),
            4 => (DateOrder.Year, IsReal(part.Number, 1, 1)),
            _ => (DateOrder.None, false),
        };
        shape = new(order, "", "", 4, false, 0, 0, true, DateClock.None);
        var year = part.Digits switch
        {
            8 => part.Number / 10000,
            6 => part.Number / 100,
            _ => part.Number,
        };
        return real && year is >= FirstBareYear and <= LastBareYear;
    }

    private static bool IsMonthOnly(Part first, string a, Part second, out DateShape shape)
    {
        var order = (first, second) switch
        {
            ({ Name: > 0 }, { Name: 0, Digits: 2 or 4 }) => DateOrder.NameYear,
            ({ Name: 0, Digits: 4 }, { Name: > 0 }) => DateOrder.YearName,
            ({ Name: 0, Digits: 4 }, { Name: 0, Digits: 2, Number: >= 1 and <= 12 }) => DateOrder.YearMonth,
            ({ Name: 0, Digits: 1 or 2, Number: >= 1 and <= 12 }, { Name: 0, Digits: 4 }) => DateOrder.MonthYear,
            _ => DateOrder.None,
        };
        shape = new(
            order,
            a,
            "",
            order == DateOrder.NameYear ? second.Digits : 4,
            first.LongName || second.LongName,
            0,
            0,
            true,
            DateClock.None
        );
        var isNumeric = order is DateOrder.YearMonth or DateOrder.MonthYear;
        var year = order is DateOrder.YearMonth or DateOrder.YearName ? first.Number : second.Number;
        return order != DateOrder.None
            && (!isNumeric || a is "-" or "/")
            && (shape.YearDigits == 2 || IsReal(year, 1, 1));
    }

    private static bool IsWhole(Part first, string a, Part second, string b, Part third, out DateShape shape)
    {
        shape = default;
        var order = (first, second, third) switch
        {
            ({ Name: 0, Digits: 4 }, { Name: 0, Digits: <= 2 }, { Name: 0, Digits: <= 2 }) => DateOrder.YearMonthDay,
            ({ Name: 0, Digits: 4 }, { Name: > 0 }, { Name: 0, Digits: <= 2 }) => DateOrder.YearNameDay,
            ({ Name: 0, Digits: <= 2 }, { Name: 0, Digits: <= 2 }, { Name: 0, Digits: 2 or 4 }) => DateOrder.YearLast,
            ({ Name: 0, Digits: <= 2 }, { Name: > 0 }, { Name: 0, Digits: 2 or 4 }) => DateOrder.DayNameYear,
            ({ Name: > 0 }, { Name: 0, Digits: <= 2 }, { Name: 0, Digits: 2 or 4 }) => DateOrder.NameDayYear,
            _ => DateOrder.None,
        };
        if (order == DateOrder.None)
            return false;
        var yearFirst = order is DateOrder.YearMonthDay or DateOrder.YearNameDay;
        var written = yearFirst ? first : third;
        var year = written.Digits == 2 ? 2000 : written.Number;
        var (x, y) = yearFirst ? (second, third) : (first, second);
        var real = order switch
        {
            DateOrder.YearMonthDay => a == b && IsReal(year, x.Number, y.Number),
            DateOrder.YearNameDay => IsReal(year, x.Name, y.Number),
            DateOrder.DayNameYear => IsReal(year, y.Name, x.Number),
            DateOrder.NameDayYear => IsReal(year, x.Name, y.Number),
            _ => IsSame(a, b) && (IsReal(year, y.Number, x.Number) || IsReal(year, x.Number, y.Number)),
        };
        shape = new(
            order,
            a,
            b,
            written.Digits,
            first.LongName || second.LongName,
            x.Number,
            y.Number,
            (x.Name > 0 || x.Digits == 2) && (y.Name > 0 || y.Digits == 2),
            DateClock.None
        );
        return real;
    }

    /// <remarks>A version number such as 1.2.34 has no year; two digits after dots count only with padded parts.</remarks>
    private static bool IsSame(string a, string b) => a == b && a is "/" or "-" or "." or " " or ". ";

    private static bool TakeClock(ReadOnlySpan<byte> cell, int at, ref DateShape shape)
    {
        DateCell time = default;
        if (!TimeText.TryRead(cell[at..], ref time))
            return false;
        shape = shape with { Clock = ClockOf(cell, at, time) };
        return true;
    }

    private static DateClock ClockOf(ReadOnlySpan<byte> cell, int at, DateCell time)
    {
        if (!time.HasTime)
            return DateClock.None;
        var text = cell[at..];
        var clock = DateClock.Time;
        if (text[0] is (byte)'T' or (byte)'t')
            clock |= DateClock.T;
        if (text.Count((byte)':') - (time.HasOffset && text[^3] == ':' ? 1 : 0) >= 2)
            clock |= DateClock.Seconds;
        if (text.Contains((byte)'.') && clock.HasFlag(DateClock.Seconds))
            clock |= DateClock.Fraction;
        if (text.IndexOfAny("mM"u8) >= 0 && !text.EndsWith("GMT"u8))
            clock |= DateClock.Half;
        if (time.HasOffset)
            clock |= DateClock.Zone;
        return clock;
    }

    private static bool TryReadPart(ReadOnlySpan<byte> cell, ref int at, ref Part part)
    {
        var start = at;
        while (at < cell.Length && (uint)(cell[at] - '0') <= 9 && at - start <= 8)
            part.Number = (part.Number * 10) + (cell[at++] - '0');
        part.Digits = at - start;
        if (part.Digits > 0)
            return part.Digits <= 8;
        if (at >= cell.Length || !MonthNames.TryRead(cell[at..], out part.Name, out var length, out part.LongName))
            return false;
        at += length;
        return true;
    }

    private static string? ReadSeparator(ReadOnlySpan<byte> cell, ref int at)
    {
        if (at >= cell.Length)
            return null;
        var length = 1;
        if (at + 1 < cell.Length && cell[at + 1] == ' ' && cell[at] != ' ')
            length = 2;
        foreach (var separator in Separators)
        {
            if (separator.Length != length || separator[0] != cell[at])
                continue;
            at += length;
            return separator;
        }
        return null;
    }

    private static bool IsReal(int year, int month, int day) =>
        year is >= PointDates.FirstYear and <= PointDates.LastYear
        && new DateCell
        {
            Year = year,
            Month = month,
            Day = day,
        }.IsReal();

    private struct Part
    {
        public int Number;
        public int Digits;
        public int Name;
        public bool LongName;
    }
}
