using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Google Analytics 4: visits, people, key events and sales of one property.</summary>
internal sealed class GoogleAnalyticsModule(IProviderHttp http, TimeProvider clock)
    : IConnectorModule,
        IAuthorisesByOAuth,
        IOffersAccounts
{
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
                    SettingsSchema.Text(
                        "Property",
                        "The id of the GA4 property: Admin, Property details. Digits alone.",
                        "^[0-9]{1,20}$"
                    )
                ),
                (
                    "historyFrom",
                    SettingsSchema.Day("History from", "The first day that is read. Empty reads the last 13 months.")
                ),
                (
                    "lookBackDays",
                    SettingsSchema
                        .Whole(
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
        new PropertyList(new AnalyticsClient(http, connection, property: null, clock));
}
