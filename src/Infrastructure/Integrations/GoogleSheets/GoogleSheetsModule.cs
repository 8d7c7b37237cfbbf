using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>Google Sheets: figures that people keep in a sheet, by the texts of its header.</summary>
internal sealed class GoogleSheetsModule(IProviderHttp http, TimeProvider clock)
    : IConnectorModule,
        IAuthorisesByOAuth,
        IDefinesMetrics
{
    public const string Key = "google-sheets";

    public ProviderDescriptor Descriptor { get; } =
        new(
            Key,
            "Google Sheets",
            "productivity",
            "Figures from a sheet of a Google spreadsheet, found by its column headers.",
            "oauth2",
            SettingsSchema.Of(
                ["spreadsheet", "values"],
                [
                    ("spreadsheet", SettingsSchema.Text("Spreadsheet", "Its address in the browser, or its id.")),
                    (
                        "sheetId",
                        SettingsSchema.Whole(
                            "Sheet",
                            "The number after gid= in the address. Empty takes that of the address, or the first sheet."
                        )
                    ),
                    .. TableSchema.Settings(),
                    (
                        "hidden",
                        SettingsSchema.Choice(
                            "Hidden rows",
                            "Whether hidden rows count; they do unless skipped.",
                            "include",
                            "skip"
                        )
                    ),
                    (
                        "removed",
                        SettingsSchema.Choice(
                            "Removed rows",
                            "Whether figures go when their rows do; they are kept unless deleted.",
                            "keep",
                            "delete"
                        )
                    ),
                ]
            ),
            "manual"
        )
        {
            Credentials =
            [
                GoogleAuthorisation.Field("Share the spreadsheet with its e-mail address, as for any reader."),
            ],
            ScheduleFloor = TimeSpan.FromMinutes(15),
            ApiVersion = "v4",
        };

    public OAuthProfile OAuth { get; } = GoogleAuthorisation.For(SheetsClient.Scope);

    public IReadOnlyList<SourceStream> Streams { get; } =
    [new(TableCells.Stream, "Cells") { Permission = "spreadsheets.readonly" }];

    public IIntegrationAdapter Open(ConnectionContext connection) => new GoogleSheetsAdapter(http, connection, clock);

    public IReadOnlyList<MetricDefinition> MetricsOf(JsonElement settings) =>
        SheetSettings.Of(settings).Table.OwnMetrics;
}
