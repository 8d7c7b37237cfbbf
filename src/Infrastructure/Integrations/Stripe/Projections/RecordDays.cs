using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>The days of records that count on the day they occurred.</summary>
internal static class RecordDays
{
    /// <summary>From the earlier to the later of the days of both states; null where nothing that is kept differs.</summary>
    public static DateRange? Of(SourceRecord? before, SourceRecord after, ZonedCalendar calendar)
    {
        if (before is not null && before.Payload == after.Payload && before.Deleted == after.Deleted)
            return null;
        var days = new[] { before?.OccurredAt, after.OccurredAt }
            .OfType<DateTimeOffset>()
            .Select(calendar.DateOf)
            .ToList();
        return days.Count == 0 ? null : new DateRange(days.Min(), days.Max());
    }
}
