using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>LinkedIn's advertising API: sponsored campaigns of an ad account.</summary>
internal sealed class LinkedInAdsModule(IProviderHttp http, TimeProvider clock) : IConnectorModule
{
    private const string Prefix = "urn:li:sponsoredAccount:";

    public ProviderDescriptor Descriptor { get; } =
        new(
            LinkedInClient.Provider,
            "LinkedIn Ads",
            "marketing",
            "Spend, clicks, leads and conversions of adverts on LinkedIn.",
            "apiKey",
            AdSettings.Schema(
                "^(urn:li:sponsoredAccount:)?[0-9]{1,20}$",
                "Campaign Manager shows it beside the account's name"
            ),
            "PT6H"
        )
        {
            Credentials =
            [
                new(
                    LinkedInClient.TokenName,
                    "Access token",
                    "With the scopes r_ads and r_ads_reporting: LinkedIn developer portal, your app, Auth, OAuth 2.0 tools. It ends "
                        + "after 60 days."
                ),
            ],
            ScheduleFloor = TimeSpan.FromHours(1),
            ApiVersion = LinkedInClient.Version,
            ApiVersionEnds = LinkedInClient.VersionEnds,
        };

    public IReadOnlyList<SourceStream> Streams { get; } = AdStreams.Of(LinkedInReports.ReadingTerms, "r_ads_reporting");

    public IIntegrationAdapter Open(ConnectionContext connection)
    {
        var settings = AdSettings.Of(connection.Settings, Prefix);
        var client = new LinkedInClient(http, connection, settings.Account ?? connection.AccountId, clock);
        return new AdAdapter(new LinkedInReports(client), Descriptor, settings, connection.AccountId, clock);
    }
}
