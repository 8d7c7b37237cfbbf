using NodaTime;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>Days of a named zone.</summary>
internal static class OracleDay
{
    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">There is no zone of that name.</exception>
    public static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb[name];

    public static DateOnly Of(DateTimeOffset moment, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(moment).InZone(zone).Date.ToDateOnly();

    /// <summary>The last moment of a day: one tick before the next begins.</summary>
    public static DateTimeOffset End(DateOnly day, DateTimeZone zone) =>
        LocalDate
            .FromDateOnly(day)
            .PlusDays(1)
            .AtStartOfDayInZone(zone)
            .ToDateTimeOffset()
            .ToUniversalTime()
            .AddTicks(-1);
}
