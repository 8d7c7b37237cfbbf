namespace Nexus.ProviderSimulator.Ads;

/// <summary>What one advert did on one day of its account.</summary>
/// <param name="Spend">Major units of the account's currency.</param>
public sealed record AdDay(long Impressions, long Clicks, decimal Spend)
{
    public long LinkClicks { get; init; }
    public long Purchases { get; init; }
    public decimal PurchaseValue { get; init; }
    public long Leads { get; init; }
    public long VideoViews { get; init; }
    public long VideoCompletions { get; init; }
    public long Engagements { get; init; }

    /// <summary>The people who saw it, as numbers from the first on; days that share numbers reached the same people.</summary>
    public (int First, int Count) People { get; init; }

    public static AdDay operator +(AdDay one, AdDay other) =>
        new(one.Impressions + other.Impressions, one.Clicks + other.Clicks, one.Spend + other.Spend)
        {
            LinkClicks = one.LinkClicks + other.LinkClicks,
            Purchases = one.Purchases + other.Purchases,
            PurchaseValue = one.PurchaseValue + other.PurchaseValue,
            Leads = one.Leads + other.Leads,
            VideoViews = one.VideoViews + other.VideoViews,
            VideoCompletions = one.VideoCompletions + other.VideoCompletions,
            Engagements = one.Engagements + other.Engagements,
        };
}

/// <summary>One advert and what it hangs on.</summary>
public sealed record Advert(string Id, string Name, string CampaignId, string SetId);

/// <summary>A campaign.</summary>
/// <param name="GroupId">Of the group that it belongs to, where the network has groups.</param>
public sealed record AdCampaign(string Id, string Name, string GroupId);

/// <summary>A part of a report: one object in one window.</summary>
/// <param name="Ad">Any of the adverts it is about; for an advert the one.</param>
/// <param name="Reach">Different people in the window.</param>
public sealed record AdTotal(Advert Ad, DateOnly First, DateOnly Last, AdDay Facts, int Reach);
