using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;

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
            Schema(),
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
    [new(SheetCells.Stream, "Cells") { Permission = "spreadsheets.readonly" }];

    public IIntegrationAdapter Open(ConnectionContext connection) => new GoogleSheetsAdapter(http, connection, clock);

    public IReadOnlyList<MetricDefinition> MetricsOf(JsonElement settings) =>
        [
            .. SheetMapping
                .Of(settings)
                .Values.Select(value => value.Metric)
                .Where(metric => !MetricCatalog.TryFind(metric.Key, out _))
                .DistinctBy(metric => metric.Key),
        ];

    private static JsonObject Schema() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["spreadsheet"] = Text("Spreadsheet", "Its address in the browser, or its id."),
                ["sheetId"] = Whole(
                    "Sheet",
                    "The number after gid= in the address. Empty takes that of the address, or the first sheet."
                ),
                ["headerRow"] = Whole("Header row", "The row that names the columns; 1 unless given."),
                ["layout"] = Choice(
                    "Layout",
                    "wide: a column per metric; long: a row per metric; single: cells that hold today's value.",
                    "wide",
                    "long",
                    "single"
                ),
                ["date"] = Object(
                    "Date",
                    ("column", Text("Column", "Header of the column that dates a row.")),
                    ("format", Text("Format", "Such as dd.MM.yyyy, where dates are typed as text.")),
                    (
                        "grain",
                        Choice(
                            "Grain",
                            "What a row covers; a day unless given.",
                            "hour",
                            "day",
                            "week",
                            "month",
                            "quarter",
                            "year"
                        )
                    )
                ),
                ["metricColumn"] = Text("Metric column", "In the layout long."),
                ["valueColumn"] = Text("Value column", "In the layout long."),
                ["values"] = new JsonObject
                {
                    ["type"] = "array",
                    ["title"] = "Values",
                    ["minItems"] = 1,
                    ["maxItems"] = 100,
                    ["items"] = Object(
                        "Value",
                        ("column", Text("Column", "Header of its column, in the layout wide.")),
                        ("label", Text("Label", "Its text in the metric column, in the layout long.")),
                        ("cell", Text("Cell", "Such as B2, in the layout single.")),
                        ("metric", Text("Metric", "Key of a metric, or custom.<name> for one of your own.")),
                        ("name", Text("Name", "Of a metric of your own.")),
                        (
                            "unit",
                            Choice(
                                "Unit",
                                "Of a metric of your own.",
                                "money",
                                "count",
                                "percent",
                                "number",
                                "seconds",
                                "months"
                            )
                        ),
                        ("aggregation", Choice("Aggregation", "Of a metric of your own.", "sum", "last", "none")),
                        ("direction", Choice("Up is", "Of a metric of your own.", "good", "bad", "none")),
                        ("currency", Text("Currency", "ISO 4217 code, for money.")),
                        (
                            "percentAs",
                            Choice(
                                "Percentages are",
                                "fraction: 0.12 is 12 %, as Google keeps what it formats; points: 12 is 12 %.",
                                "fraction",
                                "points"
                            )
                        )
                    ),
                },
                ["dimensions"] = new JsonObject
                {
                    ["type"] = "array",
                    ["title"] = "Dimensions",
                    ["maxItems"] = 10,
                    ["items"] = Object(
                        "Dimension",
                        ("column", Text("Column", "Header of its column.")),
                        ("name", Text("Name", "Such as team."))
                    ),
                },
                ["hidden"] = Choice(
                    "Hidden rows",
                    "Whether hidden rows count; they do unless skipped.",
                    "include",
                    "skip"
                ),
                ["removed"] = Choice(
                    "Removed rows",
                    "Whether figures go when their rows do; they are kept unless deleted.",
                    "keep",
                    "delete"
                ),
            },
            ["required"] = new JsonArray("spreadsheet", "values"),
            ["additionalProperties"] = false,
        };

    private static JsonObject Text(string title, string description) =>
        new()
        {
            ["type"] = "string",
            ["title"] = title,
            ["description"] = description,
            ["minLength"] = 1,
            ["maxLength"] = 500,
        };

    private static JsonObject Whole(string title, string description) =>
        new()
        {
            ["type"] = "integer",
            ["title"] = title,
            ["description"] = description,
            ["minimum"] = 0,
            ["maximum"] = int.MaxValue,
        };

    private static JsonObject Choice(string title, string description, params string[] choices) =>
        new()
        {
            ["type"] = "string",
            ["title"] = title,
            ["description"] = description,
            ["enum"] = new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]),
        };

    private static JsonObject Object(string title, params (string Name, JsonObject Schema)[] members) =>
        new()
        {
            ["type"] = "object",
            ["title"] = title,
            ["properties"] = new JsonObject(
                members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema))
            ),
            ["additionalProperties"] = false,
        };
}
