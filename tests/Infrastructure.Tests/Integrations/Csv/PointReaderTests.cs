using System.Globalization;
using System.Text;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class PointReaderTests
{
    private static readonly CsvWorkspace Auckland = new("Pacific/Auckland", "NZD");

    [Theory]
    [InlineData("2024-02-30,1,a", "bad_date", "date")]
    [InlineData("soon,1,a", "bad_date", "date")]
    [InlineData("0202-01-01,1,a", "bad_date", "date")]
    [InlineData(",1,a", "missing_date", "date")]
    [InlineData("soon,,a", "bad_date", "date")]
    [InlineData("2024-01-05,abc,a", "not_a_number", "v")]
    [InlineData("2024-01-05,\"1,5\",a", "not_a_number", "v")]
    [InlineData("2024-01-05,NaN,a", "not_a_number", "v")]
    [InlineData("2024-01-05,12345678901234567890123456789,a", "too_many_digits", "v")]
    [InlineData("2024-01-05,1000000000000000000,a", "too_many_digits", "v")]
    [InlineData("2024-01-05,1,a,b", "too_many_fields", null)]
    [InlineData("2024-01-05,1,a\0b", "invalid_text", "t")]
    [InlineData("2024-01-05,1,LONG", "dimension_too_long", "t")]
    public async Task A_row_with_something_wrong_gives_no_points_and_one_error(string row, string code, string? column)
    {
        var text =
            $"date,v,t\n2024-01-01,1.5,a\n\n{row.Replace("LONG", new string('é', 501), StringComparison.Ordinal)}\n2024-01-06,2.5,b\n";
        var reading = await CsvRun.ReadAsync(text, CsvRun.Wide("date", "v") with { Dimensions = [new("t", "t")] });
        var error = Assert.Single(reading.Errors);
        Assert.Equal((code, column, 4L, 2L), (error.Code, error.Column, error.Line, error.Record));
        Assert.StartsWith(row[..1], error.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', error.Raw);
        Assert.Equal(3, reading.Rows);
        Assert.Equal([1.5m, 2.5m], reading.Points.Select(point => point.Value));
    }

    [Fact]
    public async Task A_row_is_stored_whole_or_not_at_all()
    {
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values =
            [
                new() { Column = "a", Metric = "ads.clicks" },
                new() { Column = "b", Metric = "ads.impressions" },
            ],
        };
        var reading = await CsvRun.ReadAsync(
            "date,a,b\n2024-01-01,1,2\n2024-01-02,3,x\n2024-01-03,4,5\n2024-01-04,4,5\n2024-01-05,4,5\n",
            mapping
        );
        Assert.Equal("not_a_number", Assert.Single(reading.Errors).Code);
        Assert.DoesNotContain(reading.Points, point => point.Day == new DateOnly(2024, 1, 2));
    }

    [Fact]
    public async Task Rows_that_run_together_behind_a_missing_quote_are_refused()
    {
        const string text = "date,v,t\n2024-01-01,1,\"x\n2024-01-02,2,\"y\"z,3\n2024-01-03,3,z\n2024-01-04,3,z\n";
        var given = CsvRun.Wide("date", "v") with { Quote = "\"", HasHeader = true, SkipRows = 0, Delimiter = "," };
        var error = Assert.Single((await CsvRun.ReadAsync(text, given)).Errors);
        Assert.Equal(("torn_row", 2L), (error.Code, error.Line));
    }

    [Fact]
    public async Task Blank_cells_give_no_point_and_short_or_blank_rows_are_no_error()
    {
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values =
            [
                new() { Column = "a", Metric = "ads.clicks" },
                new() { Column = "b", Metric = "ads.impressions" },
            ],
        };
        var reading = await CsvRun.ReadAsync(
            "date,a,b\n2024-01-01,,0\n2024-01-02\n,,\n2024-01-03,N/A,-\n2024-01-04,1,2,,\n",
            mapping
        );
        Assert.Empty(reading.Errors);
        Assert.Equal(4, reading.Rows);
        Assert.Equal([0m, 1m, 2m], reading.Points.Select(point => point.Value));
        Assert.Equal([2L, 6L, 6L], reading.Points.Select(point => point.Line));
    }

    [Fact]
    public async Task What_is_shown_of_a_long_cell_ends_with_a_whole_character()
    {
        var cell = "x" + string.Concat(Enumerable.Repeat("🎅", 4000));
        var reading = await CsvRun.ReadAsync(
            $"date,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,{cell}\n2024-01-04,2\n",
            CsvRun.Wide("date", "v")
        );
        var error = Assert.Single(reading.Errors);
        Assert.Equal(error.Message, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(error.Message)));
        Assert.DoesNotContain('\uFFFD', error.Raw + error.Message);
        Assert.InRange(Encoding.UTF8.GetByteCount(error.Raw), 8000, 8192);
    }

    [Fact]
    public async Task A_cell_of_a_no_break_space_is_blank()
    {
        var reading = await CsvRun.ReadAsync(
            "date,v\n2024-01-01,\u00A0\n2024-01-02,\u00A02\u00A0\n",
            CsvRun.Wide("date", "v")
        );
        Assert.Empty(reading.Errors);
        Assert.Equal(2m, Assert.Single(reading.Points).Value);
    }

    [Fact]
    public async Task A_header_that_stands_again_between_the_rows_is_passed_over()
    {
        var reading = await CsvRun.ReadAsync("date,v\n2024-01-01,1\ndate,v\n2024-01-02,2\n", CsvRun.Wide("date", "v"));
        Assert.Empty(reading.Errors);
        Assert.Equal([2L, 4L], reading.Points.Select(point => point.Line));
    }

    [Theory]
    [InlineData("2024-01-05", null, "2024-01-05T00:00")]
    [InlineData("2024-01-05", "week", "2024-01-01T00:00")]
    [InlineData("2024-01-07", "week", "2024-01-01T00:00")]
    [InlineData("2024-01-08", "week", "2024-01-08T00:00")]
    [InlineData("2024-05-31", "month", "2024-05-01T00:00")]
    [InlineData("2024-05-31", "quarter", "2024-04-01T00:00")]
    [InlineData("2024-12-31", "year", "2024-01-01T00:00")]
    [InlineData("2024-01-05 23:59", null, "2024-01-05T00:00")]
    [InlineData("2024-01-05T23:59:00Z", null, "2024-01-06T00:00")]
    [InlineData("2024-01-05T10:59:00Z", null, "2024-01-05T00:00")]
    [InlineData("2024-01-05T23:59:00+13:00", null, "2024-01-05T00:00")]
    [InlineData("2024-01-31T12:00:00Z", "month", "2024-02-01T00:00")]
    [InlineData("2024-01-05 10:59", "hour", "2024-01-04T21:00")]
    [InlineData("2024-01-05T10:59:00Z", "hour", "2024-01-05T10:00")]
    [InlineData("2024-01-05T10:59:00+05:30", "hour", "2024-01-05T05:00")]
    [InlineData("2024-04-07 02:30", "hour", "2024-04-06T13:00")]
    public async Task A_date_becomes_the_point_in_time_that_its_grain_asks_for(
        string cell,
        string? grain,
        string expected
    )
    {
        var mapping = CsvRun.Wide("date", "v") with { Date = new("date", null, grain) };
        var point = Assert.Single((await CsvRun.ReadAsync($"date,v\n{cell},1\n", mapping, Auckland)).Points);
        Assert.Equal(expected, point.At.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Utc, point.At.Kind);
        Assert.Equal(grain ?? "day", point.Series.Granularity.Name());
    }

    [Fact]
    public async Task An_hour_that_the_clocks_skipped_is_an_error()
    {
        var mapping = CsvRun.Wide("date", "v") with { Date = new("date", null, "hour") };
        var error = Assert.Single(
            (await CsvRun.ReadAsync("date,v\n2024-03-31 02:30,1\n2024-03-31 03:30,1\n", mapping)).Errors
        );
        Assert.Equal("nonexistent_local_time", error.Code);
    }

    [Theory]
    [InlineData("yyyy-MM", "2024-03", "month")]
    [InlineData("MMM yyyy", "Mar 2024", "month")]
    [InlineData("yyyy", "2024", "year")]
    public async Task A_date_without_day_has_the_grain_that_it_tells(string format, string cell, string grain)
    {
        var mapping = CsvRun.Wide("date", "v") with { Date = new("date", format) };
        var point = Assert.Single((await CsvRun.ReadAsync($"date,v\n{cell},1\n", mapping)).Points);
        Assert.Equal(grain, point.Series.Granularity.Name());
    }

    [Fact]
    public async Task One_amount_column_feeds_revenue_and_costs_by_its_sign()
    {
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values =
            [
                new()
                {
                    Column = "v",
                    Metric = "finance.revenue",
                    Sign = "positive",
                },
                new()
                {
                    Column = "v",
                    Metric = "finance.costs",
                    Sign = "negative",
                },
            ],
        };
        var reading = await CsvRun.ReadAsync("date,v\n2024-01-01,5\n2024-01-02,-7.5\n2024-01-03,0\n", mapping);
        Assert.Equal(
            (5m, 7.5m, 2),
            (reading.Sum("finance.revenue"), reading.Sum("finance.costs"), reading.Points.Count)
        );
    }

    [Fact]
    public async Task A_condition_takes_only_the_rows_in_which_it_holds()
    {
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values =
            [
                new()
                {
                    Column = "v",
                    Metric = "finance.revenue",
                    When = new("type", "Charge"),
                },
            ],
        };
        var reading = await CsvRun.ReadAsync(
            "date,v,type\n2024-01-01,5,charge\n2024-01-02,7,refund\n2024-01-02,x,refund\n2024-01-02,8,refund\n2024-01-02,8,refund\n",
            mapping
        );
        Assert.Equal((5m, 0), (reading.Sum("finance.revenue"), reading.Errors.Count));
    }

    [Fact]
    public async Task The_long_layout_takes_the_metric_from_each_row()
    {
        var mapping = new ImportMapping
        {
            Layout = "long",
            Date = new("date"),
            MetricColumn = "kpi",
            ValueColumn = "v",
            Values = [new() { Label = "Umsatz", Metric = "finance.revenue" }],
        };
        var reading = await CsvRun.ReadAsync(
            "date,kpi,v\n2024-01-01,UMSATZ,5\n2024-01-01,ads.clicks,7\n2024-01-02,,\n2024-01-02,,3\n",
            mapping
        );
        Assert.Equal((5m, 7m), (reading.Sum("finance.revenue"), reading.Sum("ads.clicks")));
        Assert.Equal(("missing_metric", 5L), (reading.Errors[0].Code, reading.Errors[0].Line));
    }

    [Fact]
    public async Task Dimension_texts_are_kept_as_they_stand_but_for_blanks_around_them()
    {
        var mapping = CsvRun.Wide("date", "v") with { Dimensions = [new("t", "t")] };
        var reading = await CsvRun.ReadAsync(
            "date,v,t\n2024-01-01,1, =1+1 \n2024-01-01,1,N/A\n2024-01-01,1,\n2024-01-01,1,a\n2024-01-01,1,A\n",
            mapping
        );
        Assert.Equal(
            ["=1+1", "N/A", "", "a", "A"],
            reading.Points.Select(point => point.Series.Dimensions.Pairs[0].Value)
        );
    }

    [Fact]
    public async Task A_series_is_introduced_once_and_never_merged_with_another()
    {
        var text = new StringBuilder("date,v,a,b\n");
        for (var i = 0; i < 20_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"2024-01-01,1,{i % 150},{i / 150 % 100}\n");
        var mapping = CsvRun.Wide("date", "v") with { Dimensions = [new("a", "a"), new("b", "b")] };
        var reading = await CsvRun.ReadAsync(text.ToString(), mapping);
        Assert.Equal(
            15_000,
            reading.Points.Select(point => point.Series).Distinct(ReferenceEqualityComparer.Instance).Count()
        );
        Assert.Equal(15_000, reading.Points.Select(point => point.Series.Dimensions.Json).Distinct().Count());
        Assert.Equal(20_000m, reading.Sum("finance.revenue"));
    }

    [Fact]
    public async Task Each_row_has_the_currency_of_its_own_cell()
    {
        var reading = await CsvRun.ReadAsync(
            "date,v\n2024-01-01,€5\n2024-01-01,£6\n2024-01-01,7\n2024-01-01,8 CHF\n2024-01-02,£1\n",
            CsvRun.Wide("date", "v"),
            Auckland
        );
        Assert.Equal(["EUR", "GBP", "NZD", "CHF", "GBP"], reading.Points.Select(point => point.Series.Currency));
    }

    [Fact]
    public async Task A_currency_that_is_none_is_an_error()
    {
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values =
            [
                new()
                {
                    Column = "v",
                    Metric = "finance.revenue",
                    CurrencyColumn = "c",
                },
            ],
        };
        var error = Assert.Single(
            (await CsvRun.ReadAsync("date,v,c\n2024-01-01,5,BTC\n2024-01-02,6,eur\n", mapping)).Errors
        );
        Assert.Equal(("bad_currency", "c"), (error.Code, error.Column));
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("utf-32le")]
    [InlineData("windows-1252")]
    [InlineData("iso-8859-15")]
    [InlineData("utf-8")]
    public async Task A_file_reads_the_same_in_every_encoding(string name)
    {
        var encoding = Nexus.Infrastructure.Integrations.Csv.TextEncodings.Find(name)!;
        byte[] bytes =
        [
            .. encoding.Preamble,
            .. encoding.GetBytes("Größe;Datum\r\n1,5 €;31.12.2023\r\n2,5 €;01.01.2024\r\n"),
        ];
        var reading = await CsvRun.ReadAsync(bytes, CsvRun.Wide("Datum", "Größe") with { Encoding = name });
        Assert.Equal([1.5m, 2.5m], reading.Points.Select(point => point.Value));
        Assert.Equal(3, reading.Points[1].Line);
    }

    [Fact]
    public async Task Batches_are_small_and_report_how_far_the_file_is_read()
    {
        var text = new StringBuilder("date,v\n");
        for (var i = 0; i < 50_000; i++)
            text.Append("2024-01-01,1\n");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var mapping = CsvRun.Wide("date", "v");
        var plan = CsvRun.Files.Plan(await CsvRun.DetectAsync(bytes, mapping), mapping, CsvRun.Berlin, CsvRun.Metric);
        var batches = new List<CsvBatch>();
        await foreach (var batch in CsvRun.Files.ReadAsync(new MemoryStream(bytes), plan, CancellationToken.None))
            batches.Add(batch);
        Assert.Equal(50_000, batches.Sum(batch => batch.Rows));
        Assert.All(batches, batch => Assert.InRange(batch.Rows, 1, 8192));
        Assert.Equal(bytes.Length, batches[^1].BytesRead);
        Assert.True(batches[0].BytesRead < bytes.Length);
        Assert.Single(batches.SelectMany(batch => batch.Points.NewSeries));
    }

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        const string text = "date,v\n2024-01-01,1\n";
        var plan = await CsvRun.PlanAsync(text, CsvRun.Wide("date", "v"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                var _ in CsvRun.Files.ReadAsync(
                    new MemoryStream(Encoding.UTF8.GetBytes(text)),
                    plan,
                    new CancellationToken(true)
                )
            )
                Assert.Fail("Nothing is read after the token is cancelled.");
        });
    }
}
