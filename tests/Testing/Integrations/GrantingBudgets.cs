using Nexus.Infrastructure.Http;

namespace Nexus.Testing.Integrations;

/// <summary>Lets every call go at once: what is tested is not how long calls wait for their turn.</summary>
public sealed class GrantingBudgets : IRateBudgets
{
    Task<RateGrant> IRateBudgets.TakeAsync(
        string scope,
        double perSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    ) => Task.FromResult(new RateGrant(IsGranted: true, TimeSpan.Zero));

    Task<bool> IRateBudgets.IsParkedAsync(string scope, CancellationToken cancellationToken) => Task.FromResult(false);

    Task IRateBudgets.ParkAsync(string scope, TimeSpan time, CancellationToken cancellationToken) => Task.CompletedTask;
}
