using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>Names of an account's objects, and which belongs to which: statistics tell ids alone.</summary>
internal sealed class XDirectory
{
    private readonly Dictionary<string, (string Label, string Campaign)> _lineItems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Label, string LineItem)> _posts = new(StringComparer.Ordinal);

    public Dictionary<string, string> Campaigns { get; } = new(StringComparer.Ordinal);

    public static async Task<XDirectory> ReadAsync(XClient client, string account, CancellationToken cancellationToken)
    {
        var directory = new XDirectory();
        var all = new[] { ("with_deleted", "true") };
        await foreach (var one in client.ReadAsync($"accounts/{account}/campaigns", all, cancellationToken))
            directory.Campaigns[one.Text("id") ?? ""] = AdDimensions.Label(one.Text("name"), one.Text("id") ?? "");
        await foreach (var one in client.ReadAsync($"accounts/{account}/line_items", all, cancellationToken))
            directory._lineItems[one.Text("id") ?? ""] = (
                AdDimensions.Label(one.Text("name"), one.Text("id") ?? ""),
                one.Text("campaign_id") ?? ""
            );
        await foreach (var one in client.ReadAsync($"accounts/{account}/promoted_tweets", all, cancellationToken))
            directory._posts[one.Text("id") ?? ""] = (
                AdDimensions.Label(one.Text("tweet_id") is { } post ? $"Post {post}" : null, one.Text("id") ?? ""),
                one.Text("line_item_id") ?? ""
            );
        return directory;
    }

    public string CampaignOf(string post) =>
        _lineItems.GetValueOrDefault(_posts.GetValueOrDefault(post, ("", "")).Item2, ("", "")).Item2;

    public Dictionary<string, string> Dimensions(AdLevel level, string id)
    {
        if (level == AdLevel.Campaign)
            return new(StringComparer.Ordinal) { [AdDimensions.Campaign] = Campaigns.GetValueOrDefault(id, id) };
        var (label, item) = _posts.GetValueOrDefault(id, (id, ""));
        var (set, campaign) = _lineItems.GetValueOrDefault(item, (item, ""));
        return new(StringComparer.Ordinal)
        {
            [AdDimensions.Ad] = label,
            [AdDimensions.Set] = set,
            [AdDimensions.Campaign] = Campaigns.GetValueOrDefault(campaign, campaign),
        };
    }
}
