using System.Text.Json.Nodes;

namespace Nexus.Application.Integrations;

/// <summary>Everything the rest of Nexus knows about a provider without running it.</summary>
/// <param name="Key">Stable and lower case, such as <c>google-analytics</c>; what a metric names as its source.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Category">files, finance, marketing, analytics or productivity.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Authentication">none, apiKey, oauth2 or serviceAccount.</param>
/// <param name="SettingsSchema">JSON Schema of a connection's settings; the form is drawn from it.</param>
/// <param name="DefaultSchedule">manual, or an ISO 8601 duration such as PT1H.</param>
public sealed record ProviderDescriptor(
    string Key,
    string Name,
    string Category,
    string Description,
    string Authentication,
    JsonObject SettingsSchema,
    string DefaultSchedule
)
{
    /// <summary>What a person has to hand over, in the order a form asks for it; none for files.</summary>
    public IReadOnlyList<CredentialField> Credentials { get; init; } = [];

    /// <summary>The shortest interval that a connection may be scheduled at.</summary>
    public TimeSpan ScheduleFloor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The version of the provider's API that Nexus speaks; null where it has none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The day on which the provider stops serving <see cref="ApiVersion"/>; null where none is announced.</summary>
    public DateOnly? ApiVersionEnds { get; init; }
}

/// <summary>One secret that a connection needs.</summary>
/// <param name="Name">Key in the credentials, such as <c>apiKey</c>.</param>
/// <param name="Title">As a form shows it.</param>
/// <param name="Description">Where to find it and which rights it needs.</param>
public sealed record CredentialField(string Name, string Title, string Description, bool Required = true);
