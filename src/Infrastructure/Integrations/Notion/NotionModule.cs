using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;
using static Nexus.Infrastructure.Integrations.Shared.SettingsSchema;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Notion: how objectives stand, day by day, and notes beside KPIs.</summary>
internal sealed class NotionModule(IProviderHttp http, TimeProvider clock)
    : IConnectorModule,
        IAuthorisesByOAuth,
        IOffersAccounts,
        IGivesNotes
{
    private const int MostPages = 20;

    public ProviderDescriptor Descriptor { get; } =
        new(
            NotionClient.Provider,
            "Notion",
            "productivity",
            "The progress of objectives, and notes as annotations, from databases in Notion.",
            "oauth2",
            SettingsSchema.Of(
                [],
                [
                    ("objectives", Text("Objectives", "Address or id of the database that holds the objectives.")),
                    .. ObjectiveSettings.Of("Notion"),
                    ("notes", Text("Notes", "Address or id of the database whose pages are notes beside KPIs.")),
                    .. NoteSettings.Roles.Select(role => role.Schema),
                ]
            ),
            "P1D"
        )
        {
            Credentials =
            [
                AccessTokens.Field(
                    "Integration token",
                    "As another way than consent: notion.so/profile/integrations, a new internal integration, its secret. Then "
                        + "share each database with it: •••, Connections. It begins with ntn_."
                ),
            ],
            ScheduleFloor = TimeSpan.FromMinutes(15),
            ApiVersion = NotionClient.Version,
        };

    /// <remarks>
    /// Notion has no scopes: people tick pages. Refresh tokens are exchanged for others with each use; connections of before
    /// have none, and their access does not end. Parameters:
    /// <see href="https://developers.notion.com/docs/authorization"/>.
    /// </remarks>
    public OAuthProfile OAuth { get; } =
        new(
            NotionClient.Provider,
            new Uri("https://api.notion.com/v1/oauth/authorize"),
            new Uri("https://api.notion.com/v1/oauth/token"),
            []
        )
        {
            Revoke = new Uri("https://api.notion.com/v1/oauth/revoke"),
            AuthorizeParameters = new Dictionary<string, string> { ["owner"] = "user" },
            TakesProofKey = false,
            TellsScopes = false,
            ClientStyle = OAuthClientStyle.Basic,
            BodyStyle = OAuthBodyStyle.Json,
            NeedsRefreshToken = false,
            SubjectMembers = ["bot_id"],
        };

    public IReadOnlyList<SourceStream> Streams { get; } =
    [
        new(Objective.Stream, "Objectives") { Permission = "Read content", KeepsHistory = true },
        new(Note.Stream, "Notes") { Permission = "Read content", KeepsHistory = true },
    ];

    public IReadOnlyList<IRecordProjection> Projections { get; } =
    [
        new ObjectivesProjection(ObjectiveSettings.Terms),
        new NotesProjection(settings => settings.Text(Note.Stream) is not null),
    ];

    public string AccountSetting => "objectives";

    public IIntegrationAdapter Open(ConnectionContext connection) => new NotionAdapter(http, connection, clock);

    public IDiscoversAccounts Discover(ConnectionContext connection) =>
        new AccountList(new NotionClient(http, connection, clock).SourcesAsync, MostPages, SourcesOf);

    public SourceNote? NoteOf(SourceRecord record, ZonedCalendar calendar) => Note.Of(record, calendar);

    /// <summary>The token endpoint refuses Nexus's own id and secret in the words of the rest of the API.</summary>
    public IntegrationFault? Judge(HttpStatusCode status, JsonElement body) =>
        body.Text("code") is "unauthorized" ? IntegrationFault.OperatorFault : null;

    private static IEnumerable<ProviderAccount> SourcesOf(JsonAnswer answer) =>
        from source in answer.Body.Items("results")
        where source.Text("object") == "data_source" && !source.IsGone()
        let id = source.Text("id")
        where id is not null
        select new ProviderAccount(id, source.Title(), null, null, answer.At);
}
