using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>One ad account at one provider: what differs between the providers.</summary>
internal interface IAdReports
{
    AdTerms Terms { get; }

    /// <summary>The accounts that the credential reaches.</summary>
    /// <exception cref="IntegrationException">The provider refused or could not be reached.</exception>
    IAsyncEnumerable<AdAccount> AccountsAsync(CancellationToken cancellationToken);

    /// <summary>One of them, by its bare id.</summary>
    /// <inheritdoc cref="AccountsAsync" path="/exception" />
    Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken);

    /// <summary>Answers a question, or says that it will later.</summary>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Split"/> where it is too large; other faults as everywhere.
    /// </exception>
    Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken);

    /// <summary>Ids and labels of the campaigns that may have been delivered on these days, deleted ones included.</summary>
    /// <inheritdoc cref="AccountsAsync" path="/exception" />
    Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    );

    /// <summary>Names of the fields that the provider documents in the parts of a row; any other is counted as drift.</summary>
    IReadOnlySet<string> KnownFields { get; }

    /// <summary>Maps a row. Pure.</summary>
    /// <exception cref="RawDataException">It lacks what the provider documents.</exception>
    IEnumerable<KpiData> Map(AdRow row);
}

/// <param name="Id">Without prefix, such as <c>123</c>.</param>
/// <param name="Zone">IANA zone of its days.</param>
/// <param name="Currency">ISO 4217.</param>
internal sealed record AdAccount(string Id, string Name, string Zone, string Currency)
{
    /// <summary>The provider's clock when it answered; null where it told none.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>How a provider's reports are to be read.</summary>
/// <param name="LookBack">Days that it may still restate.</param>
/// <param name="History">The oldest day it keeps is so many days ago.</param>
internal sealed record AdTerms(int LookBack, int History)
{
    /// <summary>The dimensions of a row at each level; a level that is missing is not read, but added up when asked for.</summary>
    public required IReadOnlyDictionary<AdLevel, IReadOnlyList<string>> Levels { get; init; }

    /// <summary>The levels at which people are counted.</summary>
    public required IReadOnlyList<AdLevel> ReachLevels { get; init; }

    /// <summary>How many days are asked for at once at each level, if the provider does not ask for less.</summary>
    public required Func<AdLevel, int> SliceDays { get; init; }
}
