using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>X's advertising API: campaigns and promoted posts of an ad account.</summary>
internal sealed class XAdsModule(IProviderHttp http, TimeProvider clock) : IConnectorModule, IOffersAccounts
{
    private const string MicroSales = "saleAmountInMicros";

    public ProviderDescriptor Descriptor { get; } =
        new(
            XClient.Provider,
            "X Ads",
            "marketing",
            "Spend, impressions, clicks and conversions of adverts on X.",
            "apiKey",
            Schema(),
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

    public IReadOnlyList<SourceStream> Streams { get; } = AdStreams.Of(XReports.ReadingTerms, null);

    public string AccountSetting => AdSettings.AccountName;

    public IIntegrationAdapter Open(ConnectionContext connection) => Adapter(connection);

    public IDiscoversAccounts Discover(ConnectionContext connection) => Adapter(connection);

    private AdAdapter Adapter(ConnectionContext connection)
    {
        var settings = AdSettings.Of(connection.Settings);
        var client = new XClient(http, connection, settings.Account ?? connection.AccountId, clock);
        var inMicros =
            connection.Settings.ValueKind == JsonValueKind.Object
            && connection.Settings.TryGetProperty(MicroSales, out var micro)
            && micro.ValueKind == JsonValueKind.True;
        return new AdAdapter(new XReports(client, clock, inMicros), Descriptor, settings, connection.AccountId, clock);
    }

    private static JsonObject Schema()
    {
        var schema = AdSettings.Schema("^[0-9a-z]{1,20}$", "it stands in the address of X Ads Manager");
        schema["properties"]![MicroSales] = new JsonObject
        {
            ["type"] = "boolean",
            ["title"] = "Sale amounts are millionths",
            ["description"] =
                "X does not say in which unit it reports the value of conversions. Switch this on if it is a million times "
                + "too large.",
            ["default"] = false,
        };
        return schema;
    }
}
