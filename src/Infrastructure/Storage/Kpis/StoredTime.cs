using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>Where a bucket lies among stored points: those by the hour are instants, all others dates at midnight of UTC.</summary>
internal static class StoredTime
{
    public static DateTime Start(TimeBucket bucket, bool hourly) =>
        hourly ? bucket.Start.UtcDateTime : AsUtc(bucket.FirstDate);

    public static DateTime End(TimeBucket bucket, bool hourly) =>
        hourly ? bucket.End.UtcDateTime : AsUtc(bucket.EndDate);

    private static DateTime AsUtc(DateOnly date) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
