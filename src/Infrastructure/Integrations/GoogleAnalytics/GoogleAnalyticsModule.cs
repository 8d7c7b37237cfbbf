using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;
using static Nexus.Infrastructure.Integrations.Shared.SettingsSchema;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Google Analytics 4: visits, people, key events and sales of one property.</summary>
internal sealed class GoogleAnalyticsModule(IProviderHttp http, TimeProvider clock)
    : IConnectorModule,
        IAuthorisesByOAuth,
        IOffersAccounts
{
    private const int MostPages = 50;

    public ProviderDescriptor Descriptor { get; } =
        new(
            AnalyticsClient.Provider,
            "Google Analytics",
            "analytics",
            "Visits, visitors, key events and web sales of a Google Analytics 4 property.",
            "oauth2",
            SettingsSchema.Of(
                ["property"],
                (
                    "property",
                    Text(
                        "Property",
                        "The id of the GA4 property: Admin, Property details. Digits alone.",
                        "^[0-9]{1,20}$"
                    )
                ),
                ("historyFrom", Day("History from", "The first day that is read. Empty reads the last 13 months.")),
                (
                    "lookBackDays",
                    Whole(
                            "Days read again",
                            "How many closed days every sync reads again, because Google still corrects them.",
                            least: 2,
                            most: 30
                        )
                        .Usually(AnalyticsWindow.LookBackDays)
                )
            ),
            "PT1H"
        )
        {
            Credentials =
            [
                GoogleAuthorisation.Field(
                    "Add its e-mail address as a Viewer of the property: Admin, Property access management."
                ),
            ],
            ScheduleFloor = TimeSpan.FromMinutes(30),
            ApiVersion = AnalyticsClient.Version,
        };

    public OAuthProfile OAuth { get; } = GoogleAuthorisation.For(AnalyticsClient.Scope);

    public IReadOnlyList<SourceStream> Streams { get; } = [.. AnalyticsReport.All.Select(report => report.Stream)];

    public string AccountSetting => "property";

    public IIntegrationAdapter Open(ConnectionContext connection) =>
        new GoogleAnalyticsAdapter(http, connection, clock);

    public IDiscoversAccounts Discover(ConnectionContext connection) =>
        new AccountList(
            new AnalyticsClient(http, connection, property: null, clock).AccountsAsync,
            MostPages,
            PropertiesOf
        );

    /// <remarks>An account may have no property at all.</remarks>
    private static IEnumerable<ProviderAccount> PropertiesOf(JsonAnswer answer) =>
        from account in answer.Body.Items("accountSummaries")
        from property in account.Items("propertySummaries")
        let id = property.Text("property")?.Split('/')[^1]
        where id is not null
        select new ProviderAccount(
            id,
            $"{account.Text("displayName")} / {property.Text("displayName")}",
            null,
            null,
            answer.At
        );
}
