using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <param name="HistoryFrom">First day of the first sync; null for the last 90 days.</param>
internal sealed record SampleSettings(DateOnly? HistoryFrom)
{
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: the day is none.
    /// </exception>
    public static SampleSettings Of(JsonElement settings) => new(settings.DaySetting("historyFrom"));
}
