namespace Nexus.Application.Integrations;

/// <summary>The providers that Nexus reads by itself, by their keys.</summary>
public sealed class Connectors(IEnumerable<IProviderModule> modules)
{
    private readonly Dictionary<string, IConnectorModule> _byKey = modules
        .OfType<IConnectorModule>()
        .ToDictionary(module => module.Descriptor.Key, StringComparer.Ordinal);

    public IEnumerable<IConnectorModule> All => _byKey.Values;

    /// <summary>Null where there is no such provider, or it is one whose data people upload.</summary>
    public IConnectorModule? Find(string provider) => _byKey.GetValueOrDefault(provider);
}
