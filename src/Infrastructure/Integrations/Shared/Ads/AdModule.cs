using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>An ad network: what is the same of all of them, around the one thing that differs, its reports.</summary>
/// <param name="terms">How its reports are to be read.</param>
/// <param name="permission">The right that reading takes; null where the network has none by name.</param>
/// <param name="prefix">What people may write before an account's id, such as <c>act_</c>.</param>
internal abstract class AdModule(TimeProvider clock, AdTerms terms, string? permission, string prefix = "")
    : IConnectorModule,
        IOffersAccounts
{
    protected TimeProvider Clock { get; } = clock;

    public abstract ProviderDescriptor Descriptor { get; }

    public IReadOnlyList<SourceStream> Streams { get; } = AdStreams.Of(terms, permission);

    public string AccountSetting => AdSettings.AccountName;

    public IIntegrationAdapter Open(ConnectionContext connection) => Adapter(connection);

    public IDiscoversAccounts Discover(ConnectionContext connection) => Adapter(connection);

    /// <param name="account">Null before it is known; most networks count calls by account.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable credential.</exception>
    protected abstract IAdReports Reports(ConnectionContext connection, string? account);

    private AdAdapter Adapter(ConnectionContext connection)
    {
        var settings = AdSettings.Of(connection.Settings, prefix);
        var reports = Reports(connection, settings.Account ?? connection.AccountId);
        return new AdAdapter(reports, Descriptor, settings, connection.AccountId, Clock);
    }
}
