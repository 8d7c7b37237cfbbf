using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>Meta's Marketing API: adverts on Facebook, Instagram, Messenger and the audience network.</summary>
internal sealed class MetaAdsModule(IProviderHttp http, TimeProvider clock)
    : AdModule(clock, MetaReports.ReadingTerms, "ads_read", prefix: "act_"),
        IAuthorisesByOAuth
{
    public override ProviderDescriptor Descriptor { get; } =
        new(
            MetaClient.Provider,
            "Meta Ads",
            "marketing",
            "Spend, reach, clicks and conversions of adverts on Facebook and Instagram.",
            "oauth2",
            AdSettings.Schema("^(act_)?[0-9]{1,20}$", "Ads Manager shows it beside the account's name"),
            "PT4H"
        )
        {
            Credentials =
            [
                AccessTokens.Field(
                    "Access token",
                    "Best of a system user, which does not expire: Meta Business settings, System users, Generate token, with the "
                        + "permission ads_read. A long-lived token of a person ends after 60 days. Not needed where you consent at Meta instead."
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

    /// <remarks>Meta has no refresh tokens: a token is exchanged for one that lives 60 days, again and again.</remarks>
    public OAuthProfile OAuth { get; } =
        new(
            "meta",
            new Uri($"https://www.facebook.com/{MetaClient.Version}/dialog/oauth"),
            new Uri($"https://graph.facebook.com/{MetaClient.Version}/oauth/access_token"),
            ["ads_read", "business_management"]
        )
        {
            ScopeSeparator = ",",
            TakesProofKey = false,
            TellsScopes = false,
            Renewal = OAuthRenewal.Exchange,
            LongLivedGrant = "fb_exchange_token",
            RenewedBefore = TimeSpan.FromDays(30),
        };

    protected override IAdReports Reports(ConnectionContext connection, string? account) =>
        new MetaReports(new MetaClient(http, connection, account, Clock), Clock);
}
