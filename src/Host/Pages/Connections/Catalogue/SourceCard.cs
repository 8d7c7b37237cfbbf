using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Pages.Connections.Catalogue;

/// <summary>One provider as people choose it.</summary>
/// <param name="Kpis">What it can supply, by name.</param>
/// <param name="Streams">What is read there; empty for files.</param>
/// <param name="TakesConsent">Whether people can consent there: the provider knows it, and the operator has registered Nexus.</param>
/// <param name="SigningSecret">Name of the credential that its events are checked by; null where it sends none.</param>
public sealed record SourceCard(
    ProviderDescriptor Provider,
    IReadOnlyList<MetricDefinition> Kpis,
    IReadOnlyList<SourceStream> Streams,
    bool TakesConsent,
    string? SigningSecret
)
{
    public string Key => Provider.Key;

    public string Name => Provider.Name;

    /// <summary>Whether people upload its data instead of connecting an account.</summary>
    public bool IsFiles => Provider.Category == "files";

    /// <summary>Whether people may name their own metrics there.</summary>
    public bool NamesOwn =>
        IsFiles || Provider.SettingsSchema["properties"] is JsonObject { } all && all["values"] is not null;

    /// <summary>Where connecting it begins.</summary>
    public string Start => IsFiles ? "/uploads" : $"/connections/new/{Key}";

    /// <summary>A category of providers, or of KPIs, in words.</summary>
    public static string Category(string name) =>
        name switch
        {
            "files" => "Files",
            "finance" => "Finance",
            "marketing" => "Marketing",
            "analytics" => "Analytics",
            "productivity" => "Productivity",
            "operations" => "Operations",
            "security" => "Security",
            _ => name,
        };

    /// <summary>Whether a search finds it: by its name, what it is for, or a KPI that it gives.</summary>
    public bool Matches(string? search) =>
        string.IsNullOrWhiteSpace(search)
        || new[] { Name, Provider.Description, Category(Provider.Category) }
            .Concat(Kpis.Select(kpi => kpi.Name))
            .Any(text => text.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase));
}
