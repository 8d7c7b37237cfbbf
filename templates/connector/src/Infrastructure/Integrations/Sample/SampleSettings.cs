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
    public static SampleSettings Of(JsonElement settings)
    {
        var from = settings.Day("historyFrom");
        return from is null && settings.Text("historyFrom") is not null
            ? throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "The setting historyFrom is not a day such as 2026-01-31."
            )
            : new(from);
    }
}
