using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>Meta's Marketing API: adverts on Facebook, Instagram, Messenger and the audience network.</summary>
internal sealed class MetaAdsModule(IProviderHttp http, TimeProvider clock) : IConnectorModule
{
    private const string Prefix = "act_";

    public ProviderDescriptor Descriptor { get; } =
        new(
            MetaAccess.Provider,
            "Meta Ads",
            "marketing",
            "Spend, reach, clicks and conversions of adverts on Facebook and Instagram.",
            "apiKey",
            AdSettings.Schema("^(act_)?[0-9]{1,20}$", "Ads Manager shows it beside the account's name"),
            "PT4H"
        )
        {
            Credentials =
            [
                new(
                    MetaAccess.TokenName,
                    "Access token",
                    "Best of a system user, which does not expire: Meta Business settings, System users, Generate token, with the "
                        + "permission ads_read. A long-lived token of a person ends after 60 days."
                ),
                new(
                    MetaAccess.SecretName,
                    "App secret",
                    "Of the app that the token was made for: App dashboard, Settings, Basic. Each call is signed with it; needed "
                        + "where the app requires that, and safer everywhere.",
                    Required: false
                ),
            ],
            ScheduleFloor = TimeSpan.FromHours(1),
            ApiVersion = MetaClient.Version,
            ApiVersionEnds = null,
        };

    public IReadOnlyList<SourceStream> Streams { get; } = AdStreams.Of(MetaReports.ReadingTerms, "ads_read");

    public IIntegrationAdapter Open(ConnectionContext connection)
    {
        var access = MetaAccess.Of(connection);
        var settings = AdSettings.Of(connection.Settings, Prefix);
        var client = new MetaClient(http, access, settings.Account ?? connection.AccountId, clock);
        return new AdAdapter(new MetaReports(client, clock), Descriptor, settings, connection.AccountId, clock);
    }
}
