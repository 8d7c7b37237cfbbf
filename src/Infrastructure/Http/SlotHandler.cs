using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;

namespace Nexus.Infrastructure.Http;

/// <summary>Bounds how many calls of a quota scope are under way on this node.</summary>
internal sealed class SlotHandler(string provider, SemaphoreSlim slots, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!slots.Wait(0, cancellationToken))
            await WaitAsync(cancellationToken);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(BudgetHandler.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await slots.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IntegrationException(
                IntegrationFault.RateLimited,
                "Other calls to the provider take all that Nexus makes at the same time. It goes on when they are done.",
                clock.GetUtcNow() + BudgetHandler.LongestWait
            );
        }
        finally
        {
            NexusTelemetry.ProviderWait.Record(
                clock.GetElapsedTime(began).TotalSeconds,
                new("provider", provider),
                new("reason", "concurrency")
            );
        }
    }
}
