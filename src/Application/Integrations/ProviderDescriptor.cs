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
);

/// <summary>A provider's single entry point; found by a scan, so that adding a provider edits no other file.</summary>
public interface IProviderModule
{
    ProviderDescriptor Descriptor { get; }
}
