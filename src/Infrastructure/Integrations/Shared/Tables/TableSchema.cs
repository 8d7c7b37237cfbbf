using System.Text.Json.Nodes;
using static Nexus.Infrastructure.Integrations.Shared.SettingsSchema;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>The settings of which a <see cref="TableMapping"/> is made.</summary>
internal static class TableSchema
{
    public static (string Name, JsonObject Schema)[] Settings() =>
        [
            ("headerRow", Whole("Header row", "The row that names the columns; 1 unless given.")),
            (
                "layout",
                Choice(
                    "Layout",
                    "wide: a column per metric; long: a row per metric; single: cells that hold today's value.",
                    "wide",
                    "long",
                    "single"
                )
            ),
            ("date", Date()),
            ("metricColumn", Text("Metric column", "In the layout long.")),
            ("valueColumn", Text("Value column", "In the layout long.")),
            ("values", List("Values", null, Value(), most: 100, least: 1)),
            (
                "dimensions",
                List(
                    "Dimensions",
                    null,
                    Object(
                        "Dimension",
                        ("column", Text("Column", "Header of its column.")),
                        ("name", Text("Name", "Such as team."))
                    ),
                    most: 10
                )
            ),
        ];

    private static JsonObject Date() =>
        Object(
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
        );

    private static JsonObject Value() =>
        Object(
            "Value",
            ("column", Text("Column", "Header of its column, in the layout wide.")),
            ("label", Text("Label", "Its text in the metric column, in the layout long.")),
            ("cell", Text("Cell", "Such as B2, in the layout single.")),
            ("metric", Text("Metric", "Key of a metric, or custom.<name> for one of your own.")),
            ("name", Text("Name", "Of a metric of your own.")),
            (
                "unit",
                Choice("Unit", "Of a metric of your own.", "money", "count", "percent", "number", "seconds", "months")
            ),
            ("aggregation", Choice("Aggregation", "Of a metric of your own.", "sum", "last", "none")),
            ("direction", Choice("Up is", "Of a metric of your own.", "good", "bad", "none")),
            ("currency", Text("Currency", "ISO 4217 code, for money.")),
            (
                "percentAs",
                Choice(
                    "Percentages are",
                    "fraction: 0.12 is 12 %, as spreadsheets keep what they format; points: 12 is 12 %.",
                    "fraction",
                    "points"
                )
            )
        );
}
