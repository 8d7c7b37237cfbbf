namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Dates written as one number: days of a spreadsheet, or seconds or milliseconds since 1970.</summary>
internal static class SerialDate
{
    private const byte Dot = (byte)'.';

    /// <summary>The last day of the year 9999.</summary>
    private const decimal LastDay = 2958465;

    /// <remarks>Days up to 60 are refused: a spreadsheet counts a 29 February 1900 that never was.</remarks>
    public static bool TryReadExcel(ReadOnlySpan<byte> text, out DateCell cell)
    {
        cell = default;
        var separator = text.Contains((byte)',') ? (byte)',' : Dot;
        if (
            NumberText.TryRead(text, separator, false, out var serial) != NumberOutcome.Number
            || serial.Value is <= 60 or > LastDay
        )
            return false;
        var ticks = (long)(decimal.Round(serial.Value * 86_400_000m) * TimeSpan.TicksPerMillisecond);
        Fill(new DateTime(1899, 12, 30).AddTicks(ticks), ref cell);
        cell.HasTime = cell.Time != 0;
        return true;
    }

    /// <param name="unit">Ticks of 100 ns in one unit.</param>
    public static bool TryReadUnix(ReadOnlySpan<byte> text, long unit, out DateCell cell)
    {
        cell = default;
        if (NumberText.TryRead(text, Dot, false, out var epoch) != NumberOutcome.Number)
            return false;
        var ticks = decimal.Truncate(Math.Clamp(epoch.Value, -1e17m, 1e17m) * unit);
        var sinceYearOne = ticks + DateTime.UnixEpoch.Ticks;
        if (sinceYearOne < 0 || sinceYearOne > DateTime.MaxValue.Ticks)
            return false;
        Fill(new DateTime((long)sinceYearOne), ref cell);
        cell.HasTime = true;
        cell.HasOffset = true;
        return true;
    }

    private static void Fill(DateTime moment, ref DateCell cell)
    {
        cell.Year = moment.Year;
        cell.Month = moment.Month;
        cell.Day = moment.Day;
        cell.Time = moment.TimeOfDay.Ticks;
    }
}
