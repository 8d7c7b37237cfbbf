using System.Globalization;

namespace Nexus.Host.Components;

/// <summary>How long ago something was, or how soon it will be, in as few words as will do.</summary>
public static class Ages
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary><c>just now</c>, <c>3 min ago</c>, <c>in 2 h</c>, <c>5 days ago</c>; from 30 days on the day itself.</summary>
    public static string Text(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var span = (now - at).Duration();
        if (span < TimeSpan.FromMinutes(1))
            return at > now ? "in a moment" : "just now";
        if (span >= TimeSpan.FromDays(30))
            return Day(at, zone);
        var size = Size(span);
        return at > now ? $"in {size}" : $"{size} ago";
    }

    /// <summary><c>3 min</c>, <c>9 h</c>, <c>1 day</c>, <c>12 days</c>.</summary>
    public static string Size(TimeSpan span) =>
        span < TimeSpan.FromMinutes(1) ? "under 1 min"
        : span < TimeSpan.FromHours(1) ? $"{((int)span.TotalMinutes).ToString(Culture)} min"
        : span < TimeSpan.FromDays(1) ? $"{((int)span.TotalHours).ToString(Culture)} h"
        : span < TimeSpan.FromDays(2) ? "1 day"
        : $"{((int)span.TotalDays).ToString(Culture)} days";

    /// <summary><c>21 Nov 2026</c>.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy", Culture);

    /// <summary><c>21 Nov 2026, 19:04</c>.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm", Culture);

    /// <summary>To the second and with the zone, for titles.</summary>
    public static string Full(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm:ss", Culture) + $" ({zone.Id})";
}
