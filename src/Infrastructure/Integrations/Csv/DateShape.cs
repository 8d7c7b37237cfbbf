using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>In which order the parts of a date stand.</summary>
internal enum DateOrder
{
    None,
    Iso,
    YearMonthDay,

    /// <summary>Day and month first, in either order, then the year.</summary>
    YearLast,
    DayNameYear,
    NameDayYear,
    YearNameDay,
    NameYear,
    YearName,
    YearMonth,
    MonthYear,

    /// <summary>Eight digits.</summary>
    Compact,

    /// <summary>Six digits: a month where the column's name says so.</summary>
    CompactMonth,

    /// <summary>Four digits: a year where the column's name says so.</summary>
    Year,
}

/// <summary>How one cell writes its date, so far as the cell alone tells.</summary>
/// <param name="First">Of the two numbers before the year, the one that stands first.</param>
/// <param name="IsPadded">Whether day and month have two digits each.</param>
internal readonly record struct DateShape(
    DateOrder Order,
    string FirstSeparator,
    string SecondSeparator,
    int YearDigits,
    bool LongName,
    int First,
    int Second,
    bool IsPadded,
    DateClock Clock
)
{
    /// <summary>Cells with the same key can have one format.</summary>
    public (DateOrder, string, string, int) Key => (Order, FirstSeparator, SecondSeparator, YearDigits);

    /// <param name="dayFirst">Which of both orders a year-last date has.</param>
    public string Format(bool dayFirst, bool padded, bool longName, DateClock clock)
    {
        var (d, m) = padded ? ("dd", "MM") : ("d", "M");
        var y = YearDigits == 2 ? "yy" : "yyyy";
        var name = longName ? "MMMM" : "MMM";
        var a = Literal(FirstSeparator);
        var b = Literal(SecondSeparator);
        var date = Order switch
        {
            DateOrder.Iso => "yyyy-MM-dd",
            DateOrder.YearMonthDay => $"yyyy{a}{m}{b}{d}",
            DateOrder.YearLast => dayFirst ? $"{d}{a}{m}{b}{y}" : $"{m}{a}{d}{b}{y}",
            DateOrder.DayNameYear => $"{d}{a}{name}{b}{y}",
            DateOrder.NameDayYear => $"{name}{a}{d}{b}{y}",
            DateOrder.YearNameDay => $"yyyy{a}{name}{b}{d}",
            DateOrder.NameYear => $"{name}{a}{y}",
            DateOrder.YearName => $"yyyy{a}{name}",
            DateOrder.YearMonth => $"yyyy{a}MM",
            DateOrder.MonthYear => $"MM{a}yyyy",
            DateOrder.Compact => "yyyyMMdd",
            DateOrder.CompactMonth => "yyyyMM",
            _ => "yyyy",
        };
        return date + Time(clock);
    }

    private static string Time(DateClock clock)
    {
        if (clock == DateClock.None)
            return "";
        var format = new StringBuilder(clock.HasFlag(DateClock.T) ? "'T'" : " ");
        format.Append(clock.HasFlag(DateClock.Half) ? "h:mm" : "HH:mm");
        if (clock.HasFlag(DateClock.Seconds))
            format.Append(":ss");
        if (clock.HasFlag(DateClock.Fraction))
            format.Append(".FFFFFFF");
        if (clock.HasFlag(DateClock.Half))
            format.Append(" tt");
        if (clock.HasFlag(DateClock.Zone))
            format.Append('K');
        return format.ToString();
    }

    private static string Literal(string separator) =>
        separator.All(character => character is '-' or '/' or '.' or ' ' or ',') ? separator : $"'{separator}'";
}

/// <summary>What of a time follows the date.</summary>
[Flags]
internal enum DateClock
{
    None = 0,
    Time = 1,
    T = 2,
    Seconds = 4,
    Fraction = 8,
    Half = 16,
    Zone = 32,
}
