using System.Net;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Http;

/// <summary>Takes each call from the budget that all nodes share, and parks the budget when the provider names a time.</summary>
internal sealed class BudgetHandler(ProviderCalls calls, IRateBudgets budgets, TimeProvider clock) : DelegatingHandler
{
    /// <summary>A call that would have to wait longer is put off, so that it holds up no worker.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The call's own budget before those that it shares, so that one that is put off takes nothing from others.</summary>
    private readonly SharedLimit[] _budgets =
    [
        .. calls
            .SharedLimits.Prepend(new(calls.QuotaScope, calls.Limit.PerSecond, calls.Limit.Burst))
            .Select(limit => limit with { Scope = RateScope.Of(calls.Provider, limit.Scope) }),
    ];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        await TakeAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        var asked =
            response.StatusCode == HttpStatusCode.TooManyRequests
                ? RetryAfter.Of(response, calls, clock)
                : RetryAfter.OfProvider(response, calls, clock);
        if (asked is { } pause)
            await budgets.ParkAsync(
                RateScope.Of(calls.Provider, calls.UsedUp?.Invoke(response) ?? calls.QuotaScope),
                pause,
                cancellationToken
            );
        return response;
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var isParked = true;
        while (isParked)
        {
            var wait = await ReserveAsync(LongestWait - clock.GetElapsedTime(began), cancellationToken);
            if (wait <= TimeSpan.Zero)
                return;
            await Task.Delay(wait, clock, cancellationToken);
            // Another node may have been told to wait while this one slept.
            isParked = await IsParkedAsync(cancellationToken);
        }
        NexusTelemetry.ProviderWait.Record(
            clock.GetElapsedTime(began).TotalSeconds,
            new("provider", calls.Provider),
            new("reason", "budget")
        );
    }

    /// <returns>The time until all budgets let the call go.</returns>
    private async Task<TimeSpan> ReserveAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.Zero;
        foreach (var budget in _budgets)
        {
            var grant = await budgets.TakeAsync(
                budget.Scope,
                budget.PerSecond,
                budget.Burst,
                longest,
                cancellationToken
            );
            if (!grant.IsGranted)
                throw new IntegrationException(
                    IntegrationFault.RateLimited,
                    "The provider's limit on calls is used up for now. Nexus goes on by itself once it allows more.",
                    clock.GetUtcNow() + grant.Wait
                );
            wait = grant.Wait > wait ? grant.Wait : wait;
        }
        return wait;
    }

    private async Task<bool> IsParkedAsync(CancellationToken cancellationToken)
    {
        foreach (var budget in _budgets)
        {
            if (await budgets.IsParkedAsync(budget.Scope, cancellationToken))
                return true;
        }
        return false;
    }
}
