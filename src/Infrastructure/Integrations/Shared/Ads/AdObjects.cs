using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>The objects of an account by name, and which belongs to which: for networks whose reports tell ids alone.</summary>
internal sealed class AdObjects
{
    private readonly Dictionary<(string Level, string Id), (string Label, string Parent)> _all = [];
    private readonly List<string> _levels;

    /// <param name="levels">Their dimensions from the ad outwards, such as ad, ad set and campaign.</param>
    private AdObjects(IEnumerable<string> levels) => _levels = [.. levels];

    /// <summary>Ids and labels of the campaigns.</summary>
    public IReadOnlyDictionary<string, string> Campaigns =>
        _all.Where(one => one.Key.Level == AdDimensions.Campaign)
            .ToDictionary(one => one.Key.Id, one => one.Value.Label, StringComparer.Ordinal);

    /// <param name="lists">All objects, level by level, from the outermost to the ads.</param>
    /// <exception cref="IntegrationException">As of the lists.</exception>
    public static async Task<AdObjects> ReadAsync(
        IReadOnlyList<AdObjectList> lists,
        CancellationToken cancellationToken
    )
    {
        var objects = new AdObjects(lists.Select(list => list.Level).Reverse());
        foreach (var (level, all, read) in lists)
        {
            await foreach (var one in all.WithCancellation(cancellationToken))
            {
                var (id, name, parent) = read(one);
                objects._all[(level, id ?? "")] = (AdDimensions.Label(name, id ?? ""), parent ?? "");
            }
        }
        return objects;
    }

    /// <summary>The label of a campaign; of an ad also those of what holds it. One that is not known is labelled by its id.</summary>
    public IReadOnlyDictionary<string, string> Dimensions(AdLevel level, string id)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var at in level == AdLevel.Campaign ? [AdDimensions.Campaign] : _levels)
            (dimensions[at], id) = _all.GetValueOrDefault((at, id), (id, ""));
        return dimensions;
    }

    /// <summary>Id of the campaign that an ad belongs to; empty where that is not known.</summary>
    public string CampaignOf(string ad) =>
        _levels
            .TakeWhile(level => level != AdDimensions.Campaign)
            .Aggregate(ad, (id, level) => _all.GetValueOrDefault((level, id), ("", "")).Item2);
}

/// <summary>The objects of one level.</summary>
/// <param name="Level">Their dimension.</param>
/// <param name="Read">Id and name of one, and the id of what it belongs to on the level before; null on the outermost.</param>
internal sealed record AdObjectList(
    string Level,
    IAsyncEnumerable<JsonElement> All,
    Func<JsonElement, (string? Id, string? Name, string? Parent)> Read
);
