using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Instants as providers write and take them (ISO 8601).</summary>
internal static class InstantText
{
    /// <summary>Null where the text is none. Without a zone it is UTC.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>In UTC, to the second: <c>2026-03-10T12:00:00Z</c>.</summary>
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
