using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>One question to a provider's reports.</summary>
/// <param name="Grain">The span of a row: a day, or for reach also a week that begins on Monday, or a month.</param>
/// <param name="Days">In the account's zone. For weeks and months whole ones, the last cut off today.</param>
/// <param name="IsReach">Whether people are counted, who cannot be added up, and nothing else.</param>
internal sealed record AdAsk(AdLevel Level, Granularity Grain, DateRange Days, bool IsReach)
{
    /// <summary>Ids of the only campaigns that are asked for; null for all. Such a question is answered at once.</summary>
    public IReadOnlyList<string>? Campaigns { get; init; }

    /// <summary>What the provider prepares as an answer since an earlier call; null where it was not asked yet.</summary>
    public AdReport? Report { get; init; }

    public IEnumerable<DateOnly> Dates =>
        Enumerable.Range(0, Days.Last.DayNumber - Days.First.DayNumber + 1).Select(Days.First.AddDays);

    /// <summary>The span of each row, the last one cut off where the days end.</summary>
    public IEnumerable<DateRange> Spans => Periods.Slices(Days, Grain);
}

/// <param name="Id">The provider's, or several joined by commas.</param>
/// <param name="Begun">When it was asked for.</param>
internal sealed record AdReport(string Id, DateTimeOffset Begun);

/// <summary>What came of a question.</summary>
/// <param name="Rows">All there is; empty unless it is <see cref="AdOutcome.Complete"/>.</param>
internal sealed record AdAnswer(AdOutcome Outcome, IReadOnlyList<AdRow> Rows)
{
    public static AdAnswer Failed { get; } = new(AdOutcome.Failed, []);

    /// <summary>What to ask for the next time.</summary>
    public AdReport? Report { get; init; }

    /// <summary>After how long it is worth it.</summary>
    public TimeSpan Wait { get; init; }

    public static AdAnswer Of(IReadOnlyList<AdRow> rows) => new(AdOutcome.Complete, rows);

    public static AdAnswer Later(AdReport report, TimeSpan wait) =>
        new(AdOutcome.Pending, []) { Report = report, Wait = wait };
}

internal enum AdOutcome
{
    Complete,

    /// <summary>The provider works on it.</summary>
    Pending,

    /// <summary>The provider gave up preparing it, or took too long.</summary>
    Failed,
}
