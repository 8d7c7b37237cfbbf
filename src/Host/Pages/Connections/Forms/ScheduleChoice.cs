using System.Globalization;
using System.Xml;
using Nexus.Application.Integrations;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Connections.Forms;

/// <summary>When a connection is synced, as people choose and read it.</summary>
public static class ScheduleChoice
{
    public const string Default = "default";
    public const string Interval = "interval";
    public const string Cron = "cron";
    public const string Manual = "manual";

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
    ];

    /// <summary>Which of the four a schedule is.</summary>
    public static string KindOf(string? schedule, ProviderDescriptor provider) =>
        schedule is null || schedule == provider.DefaultSchedule ? Default
        : schedule == Manual ? Manual
        : schedule.StartsWith('P') ? Interval
        : Cron;

    /// <summary>Intervals that the provider allows, and the one that is set.</summary>
    public static IReadOnlyList<Option> Intervals(string? schedule, ProviderDescriptor provider)
    {
        var steps = Steps.Where(step => step >= provider.ScheduleFloor).ToList();
        if (schedule is not null && schedule.StartsWith('P') && !steps.Contains(XmlConvert.ToTimeSpan(schedule)))
            steps.Add(XmlConvert.ToTimeSpan(schedule));
        return [.. steps.Order().Select(step => new Option(XmlConvert.ToString(step), Every(step)))];
    }

    /// <summary>What a form says, as use cases take it.</summary>
    /// <param name="workspaceZone">Of a cron expression for which no zone was given.</param>
    public static (string Schedule, string? Zone) Read(
        IFormCollection form,
        ProviderDescriptor provider,
        string workspaceZone
    )
    {
        var zone = form["zone"].ToString().Trim();
        return form["schedule"].ToString() switch
        {
            Interval => (form["interval"].ToString(), null),
            Cron => (form["cron"].ToString().Trim(), zone.Length == 0 ? workspaceZone : zone),
            Manual => (Manual, null),
            _ => (provider.DefaultSchedule, null),
        };
    }

    /// <summary><c>Every hour</c>, <c>Only when asked</c>, <c>30 6 * * * in Europe/Berlin</c>.</summary>
    public static string Words(string? schedule, string? zone, string workspaceZone) =>
        schedule switch
        {
            null => "As files are uploaded",
            Manual => "Only when asked",
            ['P', ..] => Every(XmlConvert.ToTimeSpan(schedule)),
            _ => $"{schedule} in {zone ?? workspaceZone}",
        };

    private static string Every(TimeSpan span) =>
        span.TotalDays >= 1 && span.Ticks % TimeSpan.TicksPerDay == 0 ? Counted((int)span.TotalDays, "day")
        : span.TotalHours >= 1 && span.Ticks % TimeSpan.TicksPerHour == 0 ? Counted((int)span.TotalHours, "hour")
        : Counted((int)span.TotalMinutes, "minute");

    private static string Counted(int number, string unit) =>
        number == 1 ? $"Every {unit}" : $"Every {number.ToString(CultureInfo.InvariantCulture)} {unit}s";
}
