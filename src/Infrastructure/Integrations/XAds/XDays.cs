using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>The instants at which X wants days of an account to begin and to end.</summary>
internal static class XDays
{
    /// <summary>
    /// Midnight by the offset that the account's zone has now, also for days on which it had another; the end is not
    /// included (<see href="https://docs.x.com/x-ads-api/analytics"/>).
    /// </summary>
    public static (string Start, string End) Window(DateRange days, string zone, DateTimeOffset now)
    {
        var offset = ZonedCalendar.Of(zone, DayOfWeek.Monday).Local(now).Offset;
        return (Text(days.First, offset), Text(days.Last.AddDays(1), offset));
    }

    private static string Text(DateOnly day, TimeSpan offset) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), offset).UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
}
