using System.Runtime.ExceptionServices;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>A question asked campaign by campaign, in halves, so that a few calls find the one that cannot be answered.</summary>
internal sealed class AdParts(IAdReports reports, AdAccount account, AdAsk ask)
{
    private readonly List<AdRow> _rows = [];
    private readonly List<string> _unreadable = [];
    private ExceptionDispatchInfo? _first;
    private bool _hasAnswer;

    public IReadOnlyList<AdRow> Rows => _rows;

    /// <summary>Ids of the campaigns that could not be read.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <exception cref="IntegrationException">Not one could be read, or the fault is not about what is asked for.</exception>
    public async Task ReadAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken)
    {
        await TakeAsync(campaigns, cancellationToken);
        if (!_hasAnswer)
            _first?.Throw();
    }

    private async Task TakeAsync(IReadOnlyList<string> campaigns, CancellationToken cancellationToken)
    {
        if (campaigns.Count == 0)
            return;
        try
        {
            var answer = await reports.AskAsync(account, ask with { Campaigns = campaigns }, cancellationToken);
            _rows.AddRange(answer.Rows);
            _hasAnswer = true;
            return;
        }
        catch (IntegrationException fault)
            when (fault.Fault
                    is IntegrationFault.Split
                        or IntegrationFault.UnexpectedResponse
                        or IntegrationFault.Unavailable
                        or IntegrationFault.NoAccess
            )
        {
            _first ??= ExceptionDispatchInfo.Capture(fault);
            if (campaigns.Count == 1)
            {
                _unreadable.Add(campaigns[0]);
                return;
            }
        }
        var half = campaigns.Count / 2;
        await TakeAsync([.. campaigns.Take(half)], cancellationToken);
        await TakeAsync([.. campaigns.Skip(half)], cancellationToken);
    }
}
