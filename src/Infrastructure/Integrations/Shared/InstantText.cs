using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Instants as providers write them (ISO 8601).</summary>
internal static class InstantText
{
    /// <summary>Null where the text is none. Without a zone it is UTC.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
