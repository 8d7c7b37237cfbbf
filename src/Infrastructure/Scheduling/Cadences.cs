using System.Security.Cryptography;
using System.Xml;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Quartz;

namespace Nexus.Infrastructure.Scheduling;

/// <summary>Reads schedules: <c>manual</c>, ISO 8601 durations, and cron expressions by Quartz's parser.</summary>
/// <remarks>
/// A cron time that the clocks skip comes at the moment they moved; one that they repeat comes once, at the first of the
/// two. Due times that passed unseen are not made up for one by one: the first one after now covers them all.
/// </remarks>
internal sealed class Cadences(TimeProvider clock) : ICadences
{
    public const string Manual = "manual";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>How many times of a cron expression are compared with the floor.</summary>
    private const int Compared = 100;

    public string? Refuse(string schedule, string zone, ProviderDescriptor provider)
    {
        if (schedule == Manual)
            return null;
        if (IsDuration(schedule))
            return RefuseInterval(schedule, provider);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            return $"'{zone}' is not a time zone that is known here. Give an IANA name such as Europe/Berlin.";
        return Cron(schedule, found) is { } cron
            ? RefuseTimes(cron, provider)
            : $"'{schedule}' is no schedule. Give 'manual', an ISO 8601 duration such as PT1H, or a cron expression such as '30 6 * * *'.";
    }

    public DateTimeOffset? Next(string schedule, string zone, Guid connection, DateTimeOffset after)
    {
        if (schedule == Manual)
            return null;
        if (IsDuration(schedule))
            return NextSlot(XmlConvert.ToTimeSpan(schedule), connection, after);
        var cron =
            Cron(schedule, TimeZoneInfo.FindSystemTimeZoneById(zone))
            ?? throw new FormatException($"'{schedule}' is no schedule.");
        return NextTime(cron, after);
    }

    /// <remarks>
    /// Where summer time is behind standard time, as in Morocco, Quartz may answer with the very moment it was asked about.
    /// </remarks>
    private static DateTimeOffset? NextTime(CronExpression cron, DateTimeOffset after)
    {
        for (var from = after; cron.GetNextValidTimeAfter(from) is { } next; from = from.AddMinutes(1))
        {
            if (next > after)
                return next;
        }
        return null;
    }

    private static string? RefuseInterval(string schedule, ProviderDescriptor provider)
    {
        if (!TryInterval(schedule, out var interval))
            return $"'{schedule}' is no ISO 8601 duration. Write one hour as PT1H, fifteen minutes as PT15M, one day as P1D.";
        if (interval > Longest)
            return "The longest interval is 31 days. Choose a shorter one, or 'manual'.";
        return interval < provider.ScheduleFloor ? TooOften(provider) : null;
    }

    private string? RefuseTimes(CronExpression cron, ProviderDescriptor provider)
    {
        DateTimeOffset? last = null;
        var at = clock.GetUtcNow();
        for (var i = 0; i < Compared; i++)
        {
            if (NextTime(cron, at) is not { } next)
                return last is null ? "The cron expression names no time that will ever come." : null;
            if (last is not null && next - last < provider.ScheduleFloor)
                return TooOften(provider);
            (last, at) = (next, next);
        }
        return null;
    }

    private static string TooOften(ProviderDescriptor provider) =>
        $"{provider.Name} is not read more often than every {provider.ScheduleFloor.TotalMinutes:0} minutes, which its limits set. Choose a longer interval.";

    /// <summary>Slots lie an interval apart since the epoch, moved by the connection's own share of the interval.</summary>
    private static DateTimeOffset NextSlot(TimeSpan interval, Guid connection, DateTimeOffset after)
    {
        var share = BitConverter.ToUInt64(SHA256.HashData(connection.ToByteArray())) % (ulong)interval.Ticks;
        var since = after.UtcTicks - DateTimeOffset.UnixEpoch.Ticks - (long)share;
        var slots = Math.DivRem(since, interval.Ticks, out var rest) + (rest < 0 ? 0 : 1);
        return DateTimeOffset.UnixEpoch.AddTicks((slots * interval.Ticks) + (long)share);
    }

    private static bool IsDuration(string schedule) => schedule.StartsWith('P');

    private static bool TryInterval(string schedule, out TimeSpan interval)
    {
        try
        {
            interval = XmlConvert.ToTimeSpan(schedule);
            return interval > TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            interval = default;
            return false;
        }
    }

    /// <summary>Five fields are crontab's, six begin with seconds; null for what is neither.</summary>
    private static CronExpression? Cron(string schedule, TimeZoneInfo zone)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var format = fields == 5 ? CronFormat.Unix : CronFormat.Quartz;
        return fields is 5 or 6 && CronExpression.TryParse(schedule, format, out var cron)
            ? cron.WithTimeZone(zone)
            : null;
    }
}
