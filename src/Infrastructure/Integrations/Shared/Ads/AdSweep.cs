using System.Globalization;
using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>
/// Reads one stream of one account: the days since the last pass and those that the network may have restated, whole days
/// at a time, so that what vanished there vanishes here.
/// </summary>
internal sealed class AdSweep(IAdReports reports, AdAccount account, AdPlan plan, DateOnly finalTo, TimeProvider clock)
{
    /// <summary>Reports that failed one after the other, after which less is asked for.</summary>
    private const int Patience = 3;

    /// <summary>A run that goes on does not read again what it read to its end so shortly before.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <exception cref="IntegrationException">The network refused, could not be reached, or answers later.</exception>
    public async IAsyncEnumerable<SourcePage> ReadAsync(
        StreamRequest request,
        DateOnly historyFrom,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var before = request.From.Find<AdPosition>(AdPosition.Current);
        if (request is { Resumed: true, Days: null } && before?.EndedAt > clock.GetUtcNow() - Fresh)
            yield break;
        var fresh = plan.Begin(before, request.Days, historyFrom);
        var goesOn = before is { IsUnderWay: true } && (request.Days is null || before.First == fresh?.First);
        var position = goesOn ? before : fresh;
        while (position is { IsUnderWay: true })
        {
            var (page, next, fault) = await StepAsync(request.Stream, position, cancellationToken);
            if (next != position)
                yield return page;
            if (fault is not null)
                throw fault;
            position = next;
        }
    }

    private async Task<(SourcePage Page, AdPosition Next, IntegrationException? Fault)> StepAsync(
        string stream,
        AdPosition position,
        CancellationToken cancellationToken
    )
    {
        var ask = plan.Ask(position) with { Report = position.Report };
        var fetchedAt = clock.GetUtcNow();
        try
        {
            if (position.Tries >= Patience)
                return await AskLessAsync(stream, position, ask, fetchedAt, why: null, cancellationToken);
            var answer = await reports.AskAsync(account, ask, cancellationToken);
            return answer.Outcome switch
            {
                AdOutcome.Complete => Stored(stream, position, ask, answer.Rows, fetchedAt),
                AdOutcome.Pending => Waiting(position with { Report = answer.Report }, answer.Wait),
                _ => Waiting(position with { Report = null, Tries = position.Tries + 1 }, TimeSpan.FromMinutes(1)),
            };
        }
        catch (IntegrationException fault)
            when (fault.Fault
                    is IntegrationFault.Split
                        or IntegrationFault.UnexpectedResponse
                        or IntegrationFault.Unavailable
            )
        {
            // One object that cannot be reported fails a question about all of them, in whatever way.
            return await AskLessAsync(stream, position, ask, fetchedAt, fault, cancellationToken);
        }
    }

    /// <summary>Half of the days, and of a single day the campaigns in halves: what cannot be read is one of them, not the stream.</summary>
    private async Task<(SourcePage, AdPosition, IntegrationException?)> AskLessAsync(
        string stream,
        AdPosition position,
        AdAsk ask,
        DateTimeOffset fetchedAt,
        IntegrationException? why,
        CancellationToken cancellationToken
    )
    {
        var days = ask.Days.Last.DayNumber - ask.Days.First.DayNumber + 1;
        if (days > 1 && !ask.IsReach)
        {
            var smaller = position with { Length = days / 2, Report = null };
            return (new SourcePage([], Checkpoint.At(smaller)), smaller, null);
        }
        if (ask.Level == AdLevel.Account)
            throw why is { Fault: not IntegrationFault.Split }
                ? why
                : new IntegrationException(
                    IntegrationFault.UnexpectedResponse,
                    "The network cannot give the figures of the whole account even for one day. Those of its campaigns are read."
                );
        var campaigns = await reports.CampaignsAsync(account, ask.Days, cancellationToken);
        var parts = new AdParts(reports, account, ask with { Report = null });
        await parts.ReadAsync([.. campaigns.Keys], cancellationToken);
        return Stored(stream, position, ask, parts.Rows, fetchedAt, [.. parts.Unreadable.Select(id => campaigns[id])]);
    }

    private (SourcePage, AdPosition, IntegrationException?) Stored(
        string stream,
        AdPosition position,
        AdAsk ask,
        IReadOnlyList<AdRow> rows,
        DateTimeOffset fetchedAt,
        IReadOnlyList<string>? unreadable = null
    )
    {
        var next = plan.After(position, clock.GetUtcNow());
        var page = new SourcePage(
            [.. rows.Select(row => (row with { FinalTo = finalTo }).Raw(stream, fetchedAt))],
            Checkpoint.At(next)
        )
        {
            Restates = plan.Restates(ask) with
            {
                Except = unreadable is { Count: > 0 } ? (AdDimensions.Campaign, unreadable) : null,
            },
            Progress =
                (double)(next.Next.DayNumber - next.First.DayNumber) / (next.Last.DayNumber - next.First.DayNumber + 1),
            Notice = unreadable is { Count: > 0 } ? Notice(ask, unreadable) : null,
        };
        return (page, next, null);
    }

    private (SourcePage, AdPosition, IntegrationException?) Waiting(AdPosition position, TimeSpan wait) =>
        (
            new SourcePage([], Checkpoint.At(position)),
            position,
            new IntegrationException(
                IntegrationFault.Preparing,
                "The network prepares a report, which takes it a while.",
                clock.GetUtcNow() + wait
            )
        );

    private static string Notice(AdAsk ask, IReadOnlyList<string> unreadable) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The network cannot give the figures of {unreadable.Count} campaigns from {ask.Days.First:yyyy-MM-dd} to {ask.Days.Last:yyyy-MM-dd}, {unreadable[0]} among them. What was stored of them stays, everything else is read, and Nexus asks for them again with the next sync."
        );
}
