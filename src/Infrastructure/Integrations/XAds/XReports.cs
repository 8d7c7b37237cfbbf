using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>What X tells of ad accounts: who they are, what they hold, and by <see cref="XStatistics"/> how it does.</summary>
internal sealed class XReports(XClient client, TimeProvider clock, bool salesInMicros) : IAdReports
{
    private Task<AdObjects>? _objects;

    /// <summary>
    /// Billing is settled within 14 days and conversions are credited for up to 30; older figures never change. An account
    /// has no spend of its own, so its figures are those of its campaigns.
    /// </summary>
    public static AdTerms ReadingTerms { get; } =
        new(LookBack: 30, History: 3 * 365)
        {
            Levels = new Dictionary<AdLevel, IReadOnlyList<string>>
            {
                [AdLevel.Campaign] = [AdDimensions.Campaign],
                [AdLevel.Ad] = [AdDimensions.Campaign, AdDimensions.Set, AdDimensions.Ad],
            },
            ReachLevels = [AdLevel.Campaign],
            SliceDays = level => level == AdLevel.Ad ? 31 : 7,
        };

    public AdTerms Terms => ReadingTerms;

    public IReadOnlySet<string> KnownFields => XRows.KnownFields;

    public async IAsyncEnumerable<AdAccount> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var account in client.ReadAsync("accounts", [], cancellationToken))
            yield return Account(account, "USD", null);
    }

    /// <remarks>An account has no currency; its funding instruments have.</remarks>
    public async Task<AdAccount> AccountAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync($"accounts/{id}", [], cancellationToken);
        var currency = await client
            .ReadAsync($"accounts/{id}/funding_instruments", [], cancellationToken)
            .Select(one => one.Text("currency"))
            .FirstOrDefaultAsync(one => one is not null, cancellationToken);
        return currency is null
            ? throw ConnectionSettings.Wrong(
                "The ad account has no funding instrument, so it has no currency and no figures yet."
            )
            : Account(answer.Body.Member("data"), currency, answer.At);
    }

    public Task<AdAnswer> AskAsync(AdAccount account, AdAsk ask, CancellationToken cancellationToken) =>
        new XStatistics(client, account, ask, token => ObjectsAsync(account, token), clock).AskAsync(cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>> CampaignsAsync(
        AdAccount account,
        DateRange days,
        CancellationToken cancellationToken
    ) => (await ObjectsAsync(account, cancellationToken)).Campaigns;

    public IEnumerable<KpiData> Map(AdRow row) => XRows.Map(row, salesInMicros);

    private Task<AdObjects> ObjectsAsync(AdAccount account, CancellationToken cancellationToken)
    {
        return _objects ??= AdObjects.ReadAsync(
            [
                new(AdDimensions.Campaign, All("campaigns"), one => (one.Text("id"), one.Text("name"), null)),
                new(
                    AdDimensions.Set,
                    All("line_items"),
                    one => (one.Text("id"), one.Text("name"), one.Text("campaign_id"))
                ),
                new(
                    AdDimensions.Ad,
                    All("promoted_tweets"),
                    one => (one.Text("id"), PostOf(one), one.Text("line_item_id"))
                ),
            ],
            cancellationToken
        );

        IAsyncEnumerable<JsonElement> All(string list) =>
            client.ReadAsync($"accounts/{account.Id}/{list}", [("with_deleted", "true")], cancellationToken);

        static string? PostOf(JsonElement ad) => ad.Text("tweet_id") is { } post ? $"Post {post}" : null;
    }

    private static AdAccount Account(JsonElement account, string currency, DateTimeOffset? at) =>
        account.Text("id") is { } id && account.Text("timezone") is { } zone
            ? new(id, account.Text("name") ?? id, zone, currency) { At = at }
            : throw XFaults.Unexpected("without the time zone of the ad account");
}
