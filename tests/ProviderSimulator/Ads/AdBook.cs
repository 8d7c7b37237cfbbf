namespace Nexus.ProviderSimulator.Ads;

/// <summary>An ad account: its objects, and what they did on which day. Figures change when they are set again.</summary>
public sealed class AdBook(string id, string name, string zone, string currency)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Ad, DateOnly Day), AdDay> _days = [];
    private readonly Dictionary<string, Advert> _ads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AdCampaign> _campaigns = new(StringComparer.Ordinal);

    public string Id => id;

    public string Name => name;

    /// <summary>IANA.</summary>
    public string Zone => zone;

    public string Currency => currency;

    /// <summary>Campaigns that the network cannot report, whatever is asked.</summary>
    public HashSet<string> Unreportable { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Advert> Ads
    {
        get
        {
            lock (_gate)
                return [.. _ads.Values];
        }
    }

    public IReadOnlyList<AdCampaign> Campaigns
    {
        get
        {
            lock (_gate)
                return [.. _campaigns.Values];
        }
    }

    public AdCampaign AddCampaign(string campaignId, string campaignName, string groupId = "900")
    {
        var campaign = new AdCampaign(campaignId, campaignName, groupId);
        lock (_gate)
            return _campaigns[campaignId] = campaign;
    }

    public Advert AddAd(string adId, string adName, string campaignId, string setId)
    {
        var ad = new Advert(adId, adName, campaignId, setId);
        lock (_gate)
            return _ads[adId] = ad;
    }

    /// <summary>Sets, or restates, a day; null takes it back.</summary>
    public void Set(string adId, DateOnly day, AdDay? facts)
    {
        lock (_gate)
        {
            if (facts is null)
                _days.Remove((adId, day));
            else
                _days[(adId, day)] = facts;
        }
    }

    /// <summary>Adds up windows by what <paramref name="key"/> says; windows without anything are left out.</summary>
    /// <param name="windows">First and last days.</param>
    public IReadOnlyList<AdTotal> Totals(Func<Advert, string> key, IEnumerable<(DateOnly First, DateOnly Last)> windows)
    {
        lock (_gate)
        {
            return
            [
                .. from window in windows
                from entity in _days
                    .Where(entry => entry.Key.Day >= window.First && entry.Key.Day <= window.Last)
                    .GroupBy(entry => key(_ads[entry.Key.Ad]), StringComparer.Ordinal)
                    .OrderBy(entity => entity.Key, StringComparer.Ordinal)
                select new AdTotal(
                    _ads[entity.First().Key.Ad],
                    window.First,
                    window.Last,
                    entity.Select(entry => entry.Value).Aggregate((one, other) => one + other),
                    entity
                        .SelectMany(entry => Enumerable.Range(entry.Value.People.First, entry.Value.People.Count))
                        .Distinct()
                        .Count()
                ),
            ];
        }
    }

    public static IEnumerable<(DateOnly First, DateOnly Last)> Days(DateOnly first, DateOnly last) =>
        Enumerable
            .Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1))
            .Select(index => (first.AddDays(index), first.AddDays(index)));
}
