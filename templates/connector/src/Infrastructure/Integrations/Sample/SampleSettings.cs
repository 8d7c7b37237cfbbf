using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <param name="HistoryFrom">First day of the first sync; null for the last 90 days.</param>
internal sealed record SampleSettings(DateOnly? HistoryFrom)
{
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: the day is none.
    /// </exception>
    public static SampleSettings Of(JsonElement settings)
    {
        if (!settings.TryGetProperty("historyFrom", out var from))
            return new((DateOnly?)null);
        return DateOnly.TryParseExact(
            from.ToString(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? new(day)
            : throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "The setting historyFrom is not a day such as 2026-01-31."
            );
    }
}
