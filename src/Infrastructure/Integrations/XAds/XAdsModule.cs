using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>X's advertising API: campaigns and promoted posts of an ad account.</summary>
internal sealed class XAdsModule(IProviderHttp http, TimeProvider clock)
    : AdModule(clock, XReports.ReadingTerms, permission: null)
{
    private const string MicroSales = "saleAmountInMicros";

    public override ProviderDescriptor Descriptor { get; } =
        new(
            XClient.Provider,
            "X Ads",
            "marketing",
            "Spend, impressions, clicks and conversions of adverts on X.",
            "apiKey",
            AdSettings.Schema(
                "^[0-9a-z]{1,20}$",
                "it stands in the address of X Ads Manager",
                (
                    MicroSales,
                    SettingsSchema.Switch(
                        "Sale amounts are millionths",
                        "X does not say in which unit it reports the value of conversions. Switch this on if it is a million "
                            + "times too large."
                    )
                )
            ),
            "PT6H"
        )
        {
            Credentials =
            [
                new(
                    XClient.ConsumerKey,
                    "API key",
                    "Of an app that X admitted to its Ads API: developer portal, Keys and tokens."
                ),
                new(XClient.ConsumerSecret, "API key secret", "Shown with the API key."),
                new(XClient.Token, "Access token", "Of a person with access to the ad account. It does not expire."),
                new(XClient.TokenSecret, "Access token secret", "Shown with the access token."),
            ],
            ScheduleFloor = TimeSpan.FromHours(1),
            ApiVersion = XClient.Version,
        };

    protected override IAdReports Reports(ConnectionContext connection, string? account) =>
        new XReports(
            new XClient(http, connection, account, Clock),
            Clock,
            salesInMicros: connection.Settings.Flag(MicroSales)
        );
}
