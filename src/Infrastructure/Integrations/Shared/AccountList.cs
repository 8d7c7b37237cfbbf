using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>The accounts that a credential reaches, as a list of the provider tells them.</summary>
/// <param name="pages">The list, page after page.</param>
/// <param name="most">Pages after which an answer without an end is cut off.</param>
/// <param name="read">The accounts of a page; a page may have none.</param>
internal sealed class AccountList(
    Func<CancellationToken, IAsyncEnumerable<JsonAnswer>> pages,
    int most,
    Func<JsonAnswer, IEnumerable<ProviderAccount>> read
) : IDiscoversAccounts
{
    public async IAsyncEnumerable<ProviderAccount> DiscoverAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in pages(cancellationToken).Take(most))
        {
            foreach (var account in read(page))
                yield return account;
        }
    }
}
