using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Brings the dates of rows to the points in time that values are stored under.</summary>
internal sealed class PointDates(Granularity grain, TimeZoneInfo zone)
{
    /// <summary>Years outside these are taken for slips of the pen.</summary>
    public const int FirstYear = 1000;
    public const int LastYear = 2999;

    private const long OffsetPeriod = 15 * TimeSpan.TicksPerMinute;

    private long _offsetPeriod = -1;
    private TimeSpan _offset;

    /// <summary>Null where it worked, else the code of the error.</summary>
    public string? TryPlace(in DateCell cell, out DateTime at)
    {
        at = default;
        if (cell.Year is < FirstYear or > LastYear)
            return "bad_date";
        var written = new DateTime(cell.Year, cell.Month, cell.Day, 0, 0, 0, DateTimeKind.Utc);
        if (grain == Granularity.Hour)
            return TryPlaceHour(written.AddTicks(cell.Time), cell, out at);
        var day =
            cell.HasOffset && cell.HasTime
                ? InZone(written.AddTicks(cell.Time).AddMinutes(-cell.Offset)).Date
                : written;
        at = FirstDay(day);
        return null;
    }

    private string? TryPlaceHour(DateTime moment, in DateCell cell, out DateTime at)
    {
        at = default;
        var utc = moment;
        if (cell.HasOffset)
            utc = moment.AddMinutes(-cell.Offset);
        else
        {
            var local = DateTime.SpecifyKind(moment, DateTimeKind.Unspecified);
            if (zone.IsInvalidTime(local))
                return "nonexistent_local_time";
            var offset = zone.IsAmbiguousTime(local)
                ? zone.GetAmbiguousTimeOffsets(local).Max()
                : zone.GetUtcOffset(local);
            utc = moment - offset;
        }
        at = new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
        return null;
    }

    /// <remarks>Zones change their offset on the quarter of an hour at the finest, so one look-up serves each quarter.</remarks>
    private DateTime InZone(DateTime utc)
    {
        var period = utc.Ticks / OffsetPeriod;
        if (period != _offsetPeriod)
        {
            _offsetPeriod = period;
            _offset = zone.GetUtcOffset(utc);
        }
        return utc + _offset;
    }

    private DateTime FirstDay(DateTime day) =>
        grain switch
        {
            Granularity.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            Granularity.Month => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            Granularity.Quarter => new DateTime(
                day.Year,
                day.Month - ((day.Month - 1) % 3),
                1,
                0,
                0,
                0,
                DateTimeKind.Utc
            ),
            Granularity.Year => new DateTime(day.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => day,
        };
}
