using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    public ProviderDescriptor Descriptor { get; } =
        new(
            NotionClient.Provider,
            "Notion",
            "productivity",
            "The progress of objectives, and notes as annotations, from databases in Notion.",
            "oauth2",
            Schema(),
            "P1D"
        )
        {
            Credentials =
            [
                new(
                    AccessTokens.Name,
                    "Integration token",
                    "As another way than consent: notion.so/profile/integrations, a new internal integration, its secret. Then "
                        + "share each database with it: •••, Connections. It begins with ntn_.",
                    Required: false
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
        new ObjectivesProjection(settings => NotionSettings.Of(settings).Terms),
        new NotesProjection(settings => NotionSettings.Of(settings).Notes is not null),
    ];

    public string AccountSetting => "objectives";

    public IIntegrationAdapter Open(ConnectionContext connection) => new NotionAdapter(http, connection, clock);

    public IDiscoversAccounts Discover(ConnectionContext connection) =>
        new DataSourceList(new NotionClient(http, connection, clock));

    public SourceNote? NoteOf(SourceRecord record, ZonedCalendar calendar) =>
        record.Stream == Note.Stream ? Note.Read(record)?.Annotation(record, calendar) : null;

    /// <summary>The token endpoint refuses Nexus's own id and secret in the words of the rest of the API.</summary>
    public IntegrationFault? Judge(HttpStatusCode status, JsonElement body) =>
        body.Text("code") is "unauthorized" ? IntegrationFault.OperatorFault : null;

    private static JsonObject Schema() =>
        SettingsSchema.Of(
            [],
            ("objectives", Text("Objectives", "Address or id of the database that holds the objectives.")),
            (
                "progress",
                Text(
                    "Progress",
                    "Property that tells how far an objective is: a number, formula, rollup, checkbox, or a relation, which counts."
                )
            ),
            ("target", Text("Target", "Property with the value at which it is reached. Empty: progress is a share.")),
            ("start", Text("Start", "Property with the value that it began at. Empty: 0.")),
            (
                "progressAs",
                Choice(
                        "Shares are written as",
                        "fraction: 0.42 is 42 %. points: 42 is 42 %. Numbers that Notion formats as percent are fractions.",
                        "fraction",
                        "points"
                    )
                    .Usually("fraction")
            ),
            ("status", Text("Status", "Property with the state: a status, select, checkbox or formula.")),
            ("completed", Names("Completed", "States of what is reached. Empty: Notion's own group Complete.")),
            ("atRisk", Names("At risk", "States of what may be missed.")),
            ("due", Text("Due", "Property with the last day.")),
            ("owner", Text("Owner", "Property with who is responsible.")),
            ("notes", Text("Notes", "Address or id of the database whose pages are notes beside KPIs.")),
            (
                "noteDate",
                Text("Date of a note", "Property with its day or days. Empty: the day on which it was written.")
            ),
            ("noteText", Text("Text of a note", "Property with its text. Empty: the page itself.")),
            ("noteLink", Text("Link of a note", "Property with an address. Empty: the page's own."))
        );

    private static JsonObject Names(string title, string description) =>
        List(title, description, Text(title, "As it is called in Notion."), most: 50);
}
