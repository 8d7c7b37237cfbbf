using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>The instants at which X wants days of an account to begin and to end.</summary>
internal static class XDays
{
    /// <summary>
    /// Midnight by the offset that the account's zone has now, also for days on which it had another; the end is not
    /// included (<see href="https://docs.x.com/x-ads-api/analytics"/>).
    /// </summary>
    public static (string Name, string Value)[] Window(DateRange days, string zone, DateTimeOffset now)
    {
        var offset = ZonedCalendar.Of(zone, DayOfWeek.Monday).Local(now).Offset;
        return [("start_time", Midnight(days.First)), ("end_time", Midnight(days.Last.AddDays(1)))];

        string Midnight(DateOnly day) => InstantText.Write(new(day.ToDateTime(TimeOnly.MinValue), offset));
    }
}
