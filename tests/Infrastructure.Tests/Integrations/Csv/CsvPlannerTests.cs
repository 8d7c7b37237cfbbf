using System.Text.Json;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class CsvPlannerTests
{
    private const string Text = "Day,Amount,Text,Code\n2024-01-31,1.5,a,EUR\n2024-02-01,2.5,b,USD\n";

    private static readonly ValueMapping Amount = new() { Column = "Amount", Metric = "finance.revenue" };

    private static readonly ImportMapping Good = new() { Date = new("Day"), Values = [Amount] };

    public static TheoryData<ImportMapping, string, string> Bad =>
        new()
        {
            { Good with { Date = null }, "date", "no_date" },
            { Good with { Date = new("Month") }, "date.column", "unknown_column" },
            { Good with { Date = new("#9") }, "date.column", "unknown_column" },
            { Good with { Date = new("Day", "nonsense") }, "date.format", "bad_format" },
            { Good with { Date = new("Text") }, "date.format", "not_a_date_column" },
            { Good with { Date = new("Day", null, "decade") }, "date.grain", "bad_grain" },
            { Good with { Date = new("Day", null, "hour") }, "date.grain", "bad_grain" },
            { Good with { Date = new("Day", "yyyy-MM", "day") }, "date.grain", "bad_grain" },
            { Good with { Values = [] }, "values", "no_values" },
            { Good with { Layout = "tall" }, "layout", "bad_layout" },
            { Good with { Values = [Amount with { Column = null }] }, "values[0].column", "no_column" },
            { Good with { Values = [Amount with { Column = "Amont" }] }, "values[0].column", "unknown_column" },
            {
                Good with
                {
                    Values = [Amount with { Metric = "finance.revenues" }],
                },
                "values[0].metric",
                "unknown_metric"
            },
            { Good with { Values = [Amount with { Metric = "custom.x" }] }, "values[0].metric", "unknown_metric" },
            { Good with { Values = [Amount with { Metric = "custom.Mine" }] }, "values[0].metric", "bad_metric_key" },
            { Good with { Values = [Amount with { Metric = "ads.ctr" }] }, "values[0].metric", "ratio_not_importable" },
            { Good with { Values = [Custom("kilo", "sum", "good")] }, "values[0].unit", "bad_unit" },
            { Good with { Values = [Custom("count", "mean", "good")] }, "values[0].aggregation", "bad_aggregation" },
            { Good with { Values = [Custom("count", "sum", "up")] }, "values[0].direction", "bad_direction" },
            { Good with { Values = [Custom("count", "ratio", "good")] }, "values[0].metric", "ratio_not_importable" },
            { Good with { Values = [Amount with { Decimal = "'" }] }, "values[0].decimal", "bad_decimal" },
            { Good with { Values = [Amount with { Column = "Text" }] }, "values[0].decimal", "decimal_ambiguous" },
            { Good with { Values = [Amount with { Currency = "EURO" }] }, "values[0].currency", "bad_currency" },
            {
                Good with
                {
                    Values = [Amount with { CurrencyColumn = "Cur" }],
                },
                "values[0].currencyColumn",
                "unknown_column"
            },
            { Good with { Values = [Amount with { Sign = "minus" }] }, "values[0].sign", "bad_sign" },
            {
                Good with
                {
                    Values = [Amount with { When = new("Kind", "x") }],
                },
                "values[0].when.column",
                "unknown_column"
            },
            { Good with { Values = [Amount, Amount] }, "values[1].metric", "duplicate_metric_column" },
            {
                Good with
                {
                    Values = [Amount, Amount with { Sign = "negative" }],
                },
                "values[1].metric",
                "duplicate_metric_column"
            },
            { Good with { Dimensions = [new("Text", "")] }, "dimensions[0].name", "bad_dimension" },
            { Good with { Dimensions = [new("Text", "a,b")] }, "dimensions[0].name", "bad_dimension" },
            {
                Good with
                {
                    Dimensions = [new("Text", "a"), new("Code", "a")],
                },
                "dimensions[1].name",
                "duplicate_dimension"
            },
            { Good with { Layout = "long", ValueColumn = "Amount" }, "metricColumn", "no_metric_column" },
            { Good with { Layout = "long", MetricColumn = "Text" }, "valueColumn", "no_value_column" },
            { Long() with { Values = [] }, "values", "unknown_metric" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_is_wrong_with_a_mapping_is_named_by_field_and_code(
        ImportMapping mapping,
        string field,
        string code
    )
    {
        var problems = await CsvRun.ProblemsAsync(Text, mapping);
        Assert.Contains(
            problems,
            problem => problem.Field.StartsWith(field, StringComparison.Ordinal) && problem.Code == code
        );
    }

    [Fact]
    public async Task A_mapping_of_json_nulls_is_refused_like_an_empty_one()
    {
        var mapping = JsonSerializer.Deserialize<ImportMapping>(
            """{"values": null, "dimensions": [null], "date": {"column": null}, "nullValues": [null]}""",
            JsonSerializerOptions.Web
        )!;
        var codes = (await CsvRun.ProblemsAsync(Text, mapping)).Select(problem => problem.Code);
        Assert.Equal(["unknown_column", "no_values"], codes);
    }

    [Fact]
    public async Task All_problems_come_at_once()
    {
        var mapping = new ImportMapping
        {
            Date = new("Nope"),
            Values =
            [
                new()
                {
                    Column = "Gone",
                    Metric = "no.such",
                    Sign = "up",
                    Currency = "XXXX",
                },
            ],
            Dimensions = [new("Missing", "")],
        };
        var codes = (await CsvRun.ProblemsAsync(Text, mapping)).Select(problem => problem.Code);
        Assert.Equal(
            [
                "bad_currency",
                "bad_dimension",
                "bad_sign",
                "unknown_column",
                "unknown_column",
                "unknown_column",
                "unknown_metric",
            ],
            codes.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("encoding")]
    [InlineData("delimiter")]
    [InlineData("quote")]
    [InlineData("escape")]
    [InlineData("skipRows")]
    [InlineData("hasHeader")]
    public async Task A_mapping_cannot_change_how_the_file_was_read_without_a_new_look_at_it(string field)
    {
        var mapping = field switch
        {
            "encoding" => Good with { Encoding = "utf-16" },
            "delimiter" => Good with { Delimiter = ";" },
            "quote" => Good with { Quote = "'" },
            "escape" => Good with { Escape = "\\" },
            "skipRows" => Good with { SkipRows = 1 },
            _ => Good with { HasHeader = false },
        };
        var found = await CsvRun.DetectAsync(Text);
        var refused = Assert.Throws<CsvMappingException>(() =>
            CsvRun.Files.Plan(found, mapping, CsvRun.Berlin, CsvRun.Metric)
        );
        var problem = Assert.Single(refused.Problems);
        Assert.Equal((field, "settings_changed"), (problem.Field, problem.Code));
    }

    [Theory]
    [InlineData("date,v\n01/02/2024,1.5\n", "date.format", "date_ambiguous")]
    [InlineData("date,v\n2024-01-01,\"1,234\"\n", "values[0].decimal", "decimal_ambiguous")]
    public async Task What_the_file_leaves_open_is_not_guessed(string text, string field, string code)
    {
        var problem = Assert.Single(await CsvRun.ProblemsAsync(text, CsvRun.Wide("date", "v")));
        Assert.Equal((field, code), (problem.Field, problem.Code));
    }

    [Theory]
    [InlineData("dd/MM/yyyy", ",", "2024-02-01", "1.234")]
    [InlineData("MM/dd/yyyy", ".", "2024-01-02", "1234")]
    public async Task A_person_settles_what_the_file_leaves_open(
        string format,
        string separator,
        string day,
        string value
    )
    {
        var mapping = new ImportMapping
        {
            Date = new("date", format),
            Values =
            [
                new()
                {
                    Column = "v",
                    Metric = "finance.revenue",
                    Decimal = separator,
                },
            ],
        };
        var point = Assert.Single((await CsvRun.ReadAsync("date;v\n01/02/2024;1,234\n", mapping)).Points);
        Assert.Equal(day, point.Day.ToString("o", null));
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), point.Value);
    }

    [Theory]
    [InlineData("Amount")]
    [InlineData(" amount ")]
    [InlineData("AMOUNT")]
    [InlineData("#2")]
    public async Task A_column_is_found_by_name_case_aside_or_by_position(string name)
    {
        var plan = await CsvRun.PlanAsync(Text, CsvRun.Wide("day", name));
        Assert.Equal("Amount", plan.Mapping.Values[0].Column);
        Assert.Equal("Day", plan.Mapping.Date!.Column);
    }

    [Fact]
    public async Task A_metric_that_a_mapping_describes_is_new_once()
    {
        var metric = Custom("count", "last", "bad") with { Name = "Open orders" };
        var plan = await CsvRun.PlanAsync(Text, Good with { Values = [metric, Amount] });
        var created = Assert.Single(plan.NewMetrics);
        Assert.Equal(
            ("custom.orders", "Open orders", MetricUnit.Count, MetricAggregation.Last, MetricDirection.Bad),
            (created.Key, created.Name, created.Unit, created.Aggregation, created.Direction)
        );
        var again = CsvRun.Files.Plan(
            await CsvRun.DetectAsync(Text),
            plan.Mapping,
            CsvRun.Berlin,
            key => key == created.Key ? created : CsvRun.Metric(key)
        );
        Assert.Empty(again.NewMetrics);
        Assert.Equal(["custom.orders", "finance.revenue"], again.Metrics.Select(used => used.Key));
    }

    [Theory]
    [InlineData("day,Amount (USD)\n2024-01-01,1.5\n", null, null, "USD")]
    [InlineData("day,Amount (USD)\n2024-01-01,1.5\n", "GBP", null, "GBP")]
    [InlineData("day,Amount (USD)\n2024-01-01,£1.5\n", "CHF", null, "GBP")]
    [InlineData("day,Amount (USD),cur\n2024-01-01,£1.5,jpy\n", "CHF", "cur", "JPY")]
    [InlineData("day,Amount (USD),cur\n2024-01-01,1.5,\n", "CHF", "cur", "CHF")]
    [InlineData("day,Amount,currency\n2024-01-01,1.5,nok\n", null, null, "NOK")]
    [InlineData("day,Amount\n2024-01-01,1.5\n", null, null, "EUR")]
    [InlineData("day,Amount\n2024-01-01,$1.5\n", null, null, "USD")]
    [InlineData("day,Amount\n2024-01-01,$1.5\n", "CAD", null, "CAD")]
    public async Task The_nearest_word_on_the_currency_wins(string text, string? given, string? column, string expected)
    {
        var mapping = new ImportMapping
        {
            Date = new("day"),
            Values =
            [
                new()
                {
                    Column = "#2",
                    Metric = "finance.revenue",
                    Currency = given,
                    CurrencyColumn = column,
                },
            ],
        };
        var point = Assert.Single((await CsvRun.ReadAsync(text, mapping)).Points);
        Assert.Equal(expected, point.Series.Currency);
    }

    [Fact]
    public async Task What_is_no_money_has_no_currency()
    {
        var point = (
            await CsvRun.ReadAsync(
                "day,clicks,currency\n2024-01-01,7,EUR\n",
                CsvRun.Wide("day", "clicks", "ads.clicks")
            )
        ).Points[0];
        Assert.Equal("", point.Series.Currency);
    }

    [Fact]
    public async Task The_plans_mapping_leaves_nothing_open_and_plans_to_itself()
    {
        foreach (
            var mapping in new[]
            {
                Good with
                {
                    Dimensions = [new("text", "kind")],
                },
                Good with
                {
                    Date = new("Day", null, "week"),
                    NullValues = ["x"],
                },
                Long(),
                Good with
                {
                    Values =
                    [
                        Amount with
                        {
                            Sign = "positive",
                            When = new("Text", "a"),
                        },
                        Amount with
                        {
                            Sign = "negative",
                            Metric = "finance.costs",
                        },
                    ],
                },
            }
        )
        {
            var first = (await CsvRun.PlanAsync(Text, mapping)).Mapping;
            var second = (await CsvRun.PlanAsync(Text, first)).Mapping;
            Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
            Assert.DoesNotContain(
                null,
                new object?[]
                {
                    first.Encoding,
                    first.Delimiter,
                    first.Quote,
                    first.Escape,
                    first.SkipRows,
                    first.HasHeader,
                    first.NullValues,
                    first.Date!.Format,
                    first.Date.Grain,
                }
            );
            Assert.All(first.Values, value => Assert.NotNull(value.Decimal));
            Assert.All(first.Values, value => Assert.NotNull(value.Currency));
        }
    }

    [Fact]
    public async Task A_detection_that_went_through_json_plans_the_same()
    {
        var found = await CsvRun.DetectAsync(Text);
        var stored = JsonSerializer.Deserialize<CsvDetection>(JsonSerializer.Serialize(found))!;
        var first = CsvRun.Files.Plan(found, Good, CsvRun.Berlin, CsvRun.Metric);
        var second = CsvRun.Files.Plan(stored, Good, CsvRun.Berlin, CsvRun.Metric);
        Assert.Equal(JsonSerializer.Serialize(first.Mapping), JsonSerializer.Serialize(second.Mapping));
    }

    private static ImportMapping Long() =>
        new()
        {
            Layout = "long",
            Date = new("Day"),
            MetricColumn = "Text",
            ValueColumn = "Amount",
            Values =
            [
                new() { Label = "a", Metric = "finance.revenue" },
                new() { Label = "B", Metric = "finance.costs" },
            ],
        };

    private static ValueMapping Custom(string unit, string aggregation, string direction) =>
        new()
        {
            Column = "Amount",
            Metric = "custom.orders",
            Unit = unit,
            Aggregation = aggregation,
            Direction = direction,
        };
}
