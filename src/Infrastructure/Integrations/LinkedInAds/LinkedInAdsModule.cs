using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>LinkedIn's advertising API: sponsored campaigns of an ad account.</summary>
internal sealed class LinkedInAdsModule(IProviderHttp http, TimeProvider clock)
    : AdModule(clock, LinkedInReports.ReadingTerms, "r_ads_reporting", prefix: "urn:li:sponsoredAccount:"),
        IAuthorisesByOAuth
{
    public override ProviderDescriptor Descriptor { get; } =
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
                AccessTokens.Field(
                    "Access token",
                    "With the scopes r_ads and r_ads_reporting: LinkedIn developer portal, your app, Auth, OAuth 2.0 tools. It ends "
                        + "after 60 days. Not needed where you consent at LinkedIn instead."
                ),
            ],
            ScheduleFloor = TimeSpan.FromHours(1),
            ApiVersion = LinkedInClient.Version,
            ApiVersionEnds = LinkedInClient.VersionEnds,
        };

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

    protected override IAdReports Reports(ConnectionContext connection, string? account) =>
        new LinkedInReports(new LinkedInClient(http, connection, account, Clock));
}
