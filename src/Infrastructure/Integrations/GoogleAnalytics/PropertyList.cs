using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared.Google;

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
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.AccountsAsync(next, cancellationToken);
            foreach (var property in Properties(answer))
                yield return property;
            next = GoogleFaults.Text(answer.Body, "nextPageToken");
            if (string.IsNullOrEmpty(next))
                yield break;
        }
    }

    private static IEnumerable<ProviderAccount> Properties(GoogleAnswer answer) =>
        from account in GoogleFaults.Items(answer.Body, "accountSummaries")
        from property in GoogleFaults.Items(account, "propertySummaries")
        let id = GoogleFaults.Text(property, "property")?.Split('/')[^1]
        where id is not null
        select new ProviderAccount(
            id,
            $"{GoogleFaults.Text(account, "displayName")} / {GoogleFaults.Text(property, "displayName")}",
            null,
            null,
            answer.At
        );
}
