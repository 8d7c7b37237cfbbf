using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Reads what people told a connection.</summary>
internal static class ConnectionSettings
{
    /// <summary>A day; null where none is given.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: it is none.</exception>
    public static DateOnly? DaySetting(this JsonElement settings, string name) =>
        settings.Text(name) is { } text
            ? DayText.Read(text) ?? throw Wrong($"The setting {name} is not a day such as 2024-01-31.")
            : null;

    /// <param name="message">Which setting is wrong, and what it has to be.</param>
    public static IntegrationException Wrong(string message) => new(IntegrationFault.Misconfigured, message);
}
