using Nexus.Application.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Lists the accounts that a credential or a grant reaches.</summary>
internal sealed class AccountDiscovery(ProviderCalls provider)
{
    /// <param name="most">How many are enough.</param>
    /// <exception cref="RefusedException">The provider refused, failed, or did not answer in time.</exception>
    public async Task<IReadOnlyList<ProviderAccount>> ListAsync(
        IOffersAccounts offers,
        ConnectionContext context,
        int most,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ProviderAccount>();
        try
        {
            using var wait = provider.Begin(offers.Descriptor, cancellationToken);
            await wait.AskAsync(async token =>
            {
                await foreach (var account in offers.Discover(context).DiscoverAsync(token))
                {
                    found.Add(account);
                    if (found.Count == most)
                        break;
                }
            });
        }
        catch (IntegrationException e)
        {
            throw ProviderCalls.Refusal(e);
        }
        return found;
    }
}
