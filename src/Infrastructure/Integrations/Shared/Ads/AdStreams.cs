using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>The streams of every ad network, and which level each reads.</summary>
internal static class AdStreams
{
    public const string Reach = "reach";

    private static readonly (AdLevel Level, string Name, string Title)[] Facts =
    [
        (AdLevel.Account, "account_days", "Days of the account"),
        (AdLevel.Campaign, "campaign_days", "Days of campaigns"),
        (AdLevel.Ad, "ad_days", "Days of ads"),
    ];

    /// <param name="permission">The right that reading takes.</param>
    /// <remarks>Ads come last: their reports may have to be waited for.</remarks>
    public static IReadOnlyList<SourceStream> Of(AdTerms terms, string? permission)
    {
        var streams = Facts
            .Where(one => terms.Levels.ContainsKey(one.Level))
            .Select(one => new SourceStream(one.Name, one.Title) { Permission = permission })
            .ToList();
        streams.Insert(streams.Count - 1, new(Reach, "Reach and frequency") { Permission = permission });
        return streams;
    }

    /// <returns>Null for the stream of reach.</returns>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public static AdLevel? LevelOf(string stream) =>
        stream == Reach ? null
        : Facts.FirstOrDefault(one => one.Name == stream) is { Name: not null } found ? found.Level
        : throw new ArgumentException($"There is no stream {stream}.", nameof(stream));
}
