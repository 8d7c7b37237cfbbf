using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>LinkedIn's advertising API: sponsored campaigns of an ad account.</summary>
internal sealed class LinkedInAdsModule(IProviderHttp http, TimeProvider clock)
    : IConnectorModule,
        IAuthorisesByOAuth,
        IOffersAccounts
{
    private const string Prefix = "urn:li:sponsoredAccount:";

    public ProviderDescriptor Descriptor { get; } =
        new(
            LinkedInClient.Provider,
            "LinkedIn Ads",
            "marketing",
            "Spend, clicks, leads and conversions of adverts on LinkedIn.",
            "oauth2",
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
                    AccessTokens.Name,
                    "Access token",
                    "With the scopes r_ads and r_ads_reporting: LinkedIn developer portal, your app, Auth, OAuth 2.0 tools. It ends "
                        + "after 60 days. Not needed where you consent at LinkedIn instead.",
                    Required: false
                ),
            ],
            ScheduleFloor = TimeSpan.FromHours(1),
            ApiVersion = LinkedInClient.Version,
            ApiVersionEnds = LinkedInClient.VersionEnds,
        };

    public IReadOnlyList<SourceStream> Streams { get; } = AdStreams.Of(LinkedInReports.ReadingTerms, "r_ads_reporting");

    /// <remarks>
    /// A refresh token lives a year from the first consent, however often it is used; LinkedIn tells what is left of it with
    /// each answer. Only apps of its partner programme get one; others ask people again after 60 days.
    /// </remarks>
    public OAuthProfile OAuth { get; } =
        new(
            "linkedin",
            new Uri("https://www.linkedin.com/oauth/v2/authorization"),
            new Uri("https://www.linkedin.com/oauth/v2/accessToken"),
            ["r_ads", "r_ads_reporting"]
        )
        {
            TakesProofKey = false,
            NeedsRefreshToken = false,
            RenewedBefore = TimeSpan.FromDays(1),
        };

    public string AccountSetting => AdSettings.AccountName;

    public IIntegrationAdapter Open(ConnectionContext connection) => Adapter(connection);

    public IDiscoversAccounts Discover(ConnectionContext connection) => Adapter(connection);

    private AdAdapter Adapter(ConnectionContext connection)
    {
        var settings = AdSettings.Of(connection.Settings, Prefix);
        var client = new LinkedInClient(http, connection, settings.Account ?? connection.AccountId, clock);
        return new AdAdapter(new LinkedInReports(client), Descriptor, settings, connection.AccountId, clock);
    }
}
