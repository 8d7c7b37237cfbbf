using Nexus.Infrastructure.Http;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>Budgets that are never used up, and note what networks asked for.</summary>
/// <param name="parked">How long calls were to be held back, each time that they were.</param>
internal sealed class NotedBudgets(List<TimeSpan> parked) : IRateBudgets
{
    public Task<RateGrant> TakeAsync(
        string scope,
        double perSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    ) => Task.FromResult(new RateGrant(IsGranted: true, TimeSpan.Zero));

    public Task<bool> IsParkedAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task ParkAsync(string scope, TimeSpan time, CancellationToken cancellationToken)
    {
        parked.Add(time);
        return Task.CompletedTask;
    }
}
