using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>Which questions read the days of one stream, in their order.</summary>
/// <param name="level">The level of a stream of daily facts; null for the stream of reach.</param>
/// <param name="today">In the account's zone.</param>
internal sealed class AdPlan(AdTerms terms, AdLevel? level, DateOnly today)
{
    /// <summary>Reach is asked for with the grains in which it can be shown.</summary>
    private static readonly Granularity[] Grains = [Granularity.Day, Granularity.Week, Granularity.Month];

    public int Length => level is { } known ? terms.SliceDays(known) : 1;

    /// <summary>A pass over what is new and what may have been restated; over a backfill's days.</summary>
    /// <param name="before">The pass before; null for the first.</param>
    /// <param name="historyFrom">First day of the first pass.</param>
    /// <returns>Null where no day is left that the provider keeps.</returns>
    public AdPosition? Begin(AdPosition? before, DateRange? days, DateOnly historyFrom)
    {
        var (first, last) = days is { } asked
            ? (asked.First, asked.Last < today ? asked.Last : today)
            // From the day that was final at the end of the pass before, so that each day is once stored as final.
            : (before?.Last.AddDays(-terms.LookBack) ?? historyFrom, today);
        var oldest = today.AddDays(-terms.History);
        first = first < oldest ? oldest : first;
        return first > last ? null : new(AdPosition.Current, first, last, first) { Length = Length };
    }

    public AdAsk Ask(AdPosition position)
    {
        if (level is { } known)
            return new(known, Granularity.Day, new(position.Next, EndOfSlice(position)), IsReach: false);
        var grain = Grains[position.Step % Grains.Length];
        return new(
            terms.ReachLevels[position.Step / Grains.Length],
            grain,
            Whole(grain, new(position.Next, EndOfSlice(position))),
            IsReach: true
        );
    }

    /// <summary>The position once the question there is answered and stored.</summary>
    public AdPosition After(AdPosition position, DateTimeOffset now)
    {
        var isLastStep = level is not null || position.Step + 1 == terms.ReachLevels.Count * Grains.Length;
        var next = isLastStep
            ? position with
            {
                Next = EndOfSlice(position).AddDays(1),
                Step = 0,
                Length = Math.Min(Length, position.Length * 2),
            }
            : position with
            {
                Step = position.Step + 1,
            };
        return next with { Tries = 0, Report = null, EndedAt = next.IsUnderWay ? null : now };
    }

    public RestatedPoints Restates(AdAsk ask) =>
        new(
            ask.IsReach ? AdFacts.ReachMetrics : AdFacts.Metrics,
            ask.Grain,
            ask.Level == AdLevel.Account ? [] : terms.Levels[ask.Level],
            ask.Days
        );

    /// <summary>Reach goes by calendar months, facts by as many days as the provider takes.</summary>
    private DateOnly EndOfSlice(AdPosition position)
    {
        var end = level is null
            ? new DateOnly(position.Next.Year, position.Next.Month, 1).AddMonths(1).AddDays(-1)
            : position.Next.AddDays(position.Length - 1);
        return end < position.Last ? end : position.Last;
    }

    private DateRange Whole(Granularity grain, DateRange days)
    {
        var last = ZonedCalendar.Add(Periods.StartOf(days.Last, grain), grain, 1).AddDays(-1);
        return new(Periods.StartOf(days.First, grain), last < today ? last : today);
    }
}
