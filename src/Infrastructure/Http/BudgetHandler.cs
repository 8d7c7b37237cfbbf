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

    private readonly string _scope = RateScope.Of(calls.Provider, calls.QuotaScope);

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
            await budgets.ParkAsync(_scope, pause, cancellationToken);
        return response;
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var isParked = true;
        while (isParked)
        {
            var grant = await budgets.TakeAsync(
                _scope,
                calls.Limit.PerSecond,
                calls.Limit.Burst,
                LongestWait - clock.GetElapsedTime(began),
                cancellationToken
            );
            if (!grant.IsGranted)
                throw new IntegrationException(
                    IntegrationFault.RateLimited,
                    "The provider's limit on calls is used up for now. Nexus goes on by itself once it allows more.",
                    clock.GetUtcNow() + grant.Wait
                );
            if (grant.Wait <= TimeSpan.Zero)
                return;
            await Task.Delay(grant.Wait, clock, cancellationToken);
            // Another node may have been told to wait while this one slept.
            isParked = await budgets.IsParkedAsync(_scope, cancellationToken);
        }
        NexusTelemetry.ProviderWait.Record(
            clock.GetElapsedTime(began).TotalSeconds,
            new("provider", calls.Provider),
            new("reason", "budget")
        );
    }
}
