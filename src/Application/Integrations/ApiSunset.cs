using System.Globalization;

namespace Nexus.Application.Integrations;

/// <summary>How near the end of a provider's API version is: it takes every connection of the provider along.</summary>
/// <param name="Urgent">Whether it has ended or ends within <see cref="NoticeDays"/> days.</param>
/// <param name="Message">Which version ends when and what to do.</param>
public sealed record ApiSunset(bool Urgent, string Message)
{
    public const int NoticeDays = 60;

    /// <returns>Null where the provider has announced no end.</returns>
    public static ApiSunset? Of(ProviderDescriptor provider, DateTimeOffset now)
    {
        if (provider is not { ApiVersion: { } version, ApiVersionEnds: { } end })
            return null;
        var left = end.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
        var day = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return left switch
        {
            > NoticeDays => new(false, $"{provider.Name} serves version {version} of its API until {day}."),
            > 0 => new(
                true,
                $"{provider.Name} ends version {version} of its API on {day}. The operator upgrades Nexus before then."
            ),
            _ => new(
                true,
                $"{provider.Name} ended version {version} of its API on {day}. The operator has to upgrade Nexus."
            ),
        };
    }
}
