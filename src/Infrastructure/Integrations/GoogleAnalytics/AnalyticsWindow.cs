using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Which days of a report are read, and which of them Google may still correct.</summary>
/// <remarks>
/// Google takes one to two days to process what happened, and credits key events and sales for longer: each sync reads the
/// last days again, and the first one of each day two weeks (<see href="https://support.google.com/analytics/answer/11198161"/>).
/// </remarks>
internal static class AnalyticsWindow
{
    /// <summary>Closed days that every sync reads again.</summary>
    public const int LookBackDays = 3;

    /// <summary>Closed days that the first sync of a day reads again.</summary>
    public const int DeepLookBackDays = 14;

    /// <summary>Days after a period in which its numbers are provisional.</summary>
    private const int DaysToFinal = 2;

    /// <summary>How much of the past a new connection reads unless told otherwise.</summary>
    private const int MonthsOfHistory = 13;

    private const int PeriodsInChunk = 31;

    /// <summary>Google refuses earlier days.</summary>
    public static readonly DateOnly Beginning = new(2015, 8, 14);

    /// <param name="position">Where the last reading of this kind ended or was cut off; null before the first.</param>
    /// <param name="today">In the property's zone.</param>
    public static DateRange Of(
        AnalyticsReport report,
        StreamRequest request,
        AnalyticsPosition? position,
        AnalyticsSettings settings,
        DateOnly today
    )
    {
        var last = request.Days is { } asked ? Earlier(asked.Last, today) : today;
        var first = request switch
        {
            // A backfill that was cut off goes on after its last chunk.
            { Days: { } days } => position?.Through >= days.First && position.Through < last
                ? position.Through.AddDays(1)
                : days.First,
            _ when position is not null => Earlier(position.Through, today.AddDays(-1))
                .AddDays(-Days(position, settings, today)),
            _ => settings.HistoryFrom ?? today.AddMonths(-MonthsOfHistory),
        };
        return new(Periods.StartOf(first < Beginning ? Beginning : first, report.Grain), last);
    }

    /// <summary>Cut so that one answer is of moderate size, oldest first, at the borders of periods.</summary>
    public static IEnumerable<DateRange> Chunks(AnalyticsReport report, DateRange days) =>
        Periods.Slices(days, report.Grain, PeriodsInChunk);

    /// <summary>Whether Google will not change the period any more.</summary>
    /// <param name="start">The day on which it begins.</param>
    /// <param name="today">In the property's zone, when it was asked for.</param>
    public static bool IsFinal(AnalyticsReport report, DateOnly start, DateOnly today) =>
        Periods.After(start, report.Grain).AddDays(DaysToFinal) <= today;

    private static int Days(AnalyticsPosition position, AnalyticsSettings settings, DateOnly today) =>
        position.Deep == today ? settings.LookBackDays : Math.Max(DeepLookBackDays, settings.LookBackDays);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}

/// <param name="Through">The last day that is stored.</param>
/// <param name="Deep">The day on which two weeks were last read again.</param>
internal sealed record AnalyticsPosition(DateOnly Through, DateOnly? Deep);

/// <summary>A connection's settings, checked.</summary>
internal sealed record AnalyticsSettings(string Property, DateOnly? HistoryFrom, int LookBackDays)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: one is missing or makes no sense.</exception>
    public static AnalyticsSettings Of(ConnectionContext connection)
    {
        var settings = connection.Settings;
        return settings.Text("property") is { Length: <= 20 } property && property.All(char.IsAsciiDigit)
            ? new(
                property,
                settings.DaySetting("historyFrom"),
                settings.Whole("lookBackDays") ?? AnalyticsWindow.LookBackDays
            )
            : throw ConnectionSettings.Wrong(
                "Choose the property that is to be read: its id stands in Analytics under Admin, Property details."
            );
    }
}
