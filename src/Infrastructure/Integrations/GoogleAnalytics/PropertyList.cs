using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>The properties that a Google account may read.</summary>
internal sealed class PropertyList(AnalyticsClient client) : IDiscoversAccounts
{
    private const int MostPages = 50;

    /// <remarks>An account may have no property at all.</remarks>
    public async IAsyncEnumerable<ProviderAccount> DiscoverAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var answer in client.AccountsAsync(cancellationToken).Take(MostPages))
        {
            foreach (var property in Properties(answer))
                yield return property;
        }
    }

    private static IEnumerable<ProviderAccount> Properties(JsonAnswer answer) =>
        from account in answer.Body.Items("accountSummaries")
        from property in account.Items("propertySummaries")
        let id = property.Text("property")?.Split('/')[^1]
        where id is not null
        select new ProviderAccount(
            id,
            $"{account.Text("displayName")} / {property.Text("displayName")}",
            null,
            null,
            answer.At
        );
}
