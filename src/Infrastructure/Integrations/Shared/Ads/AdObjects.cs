using System.Text.Json;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>The objects of an account by name, and which belongs to which: for networks whose reports tell ids alone.</summary>
/// <param name="levels">Their dimensions from the ad outwards, such as ad, ad set and campaign.</param>
internal sealed class AdObjects(params string[] levels)
{
    private readonly Dictionary<(string Level, string Id), (string Label, string Parent)> _all = [];

    /// <summary>Ids and labels of the campaigns.</summary>
    public IReadOnlyDictionary<string, string> Campaigns =>
        _all.Where(one => one.Key.Level == AdDimensions.Campaign)
            .ToDictionary(one => one.Key.Id, one => one.Value.Label, StringComparer.Ordinal);

    /// <summary>Takes in all objects of a list.</summary>
    /// <param name="level">Their dimension.</param>
    /// <param name="read">Id and name of one, and the id of what it belongs to on the next level; null on the outermost.</param>
    public async Task AddAsync(
        string level,
        IAsyncEnumerable<JsonElement> list,
        Func<JsonElement, (string? Id, string? Name, string? Parent)> read,
        CancellationToken cancellationToken
    )
    {
        await foreach (var one in list.WithCancellation(cancellationToken))
        {
            var (id, name, parent) = read(one);
            _all[(level, id ?? "")] = (AdDimensions.Label(name, id ?? ""), parent ?? "");
        }
    }

    /// <summary>The label of a campaign; of an ad also those of what holds it. One that is not known is labelled by its id.</summary>
    public IReadOnlyDictionary<string, string> Dimensions(AdLevel level, string id)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var at in level == AdLevel.Campaign ? [AdDimensions.Campaign] : levels)
            (dimensions[at], id) = _all.GetValueOrDefault((at, id), (id, ""));
        return dimensions;
    }

    /// <summary>Id of the campaign that an ad belongs to; empty where that is not known.</summary>
    public string CampaignOf(string ad) =>
        levels
            .TakeWhile(level => level != AdDimensions.Campaign)
            .Aggregate(ad, (id, level) => _all.GetValueOrDefault((level, id), ("", "")).Item2);
}
