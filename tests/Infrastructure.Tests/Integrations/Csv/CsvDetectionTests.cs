using System.Text;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class CsvDetectionTests
{
    public static TheoryData<byte[], string> Refused =>
        new()
        {
            { [], "empty_file" },
            { " \r\n\t\n"u8.ToArray(), "empty_file" },
            { "date,value\n"u8.ToArray(), "no_rows" },
            { "date,value\n,\n\n"u8.ToArray(), "no_rows" },
            { [0x50, 0x4B, 0x03, 0x04, 1, 2, 3], "binary_file" },
            { "%PDF-1.7\n"u8.ToArray(), "binary_file" },
            { [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "binary_file" },
            { [0x1F, 0x8B, 8, 0], "binary_file" },
            { [.. "a,b\n"u8, 0, 0, 0, 0, 1], "binary_file" },
            { Encoding.UTF8.GetBytes("a,b\n" + new string(',', 500) + "1\n2,3\n"), "too_many_columns" },
            { Encoding.UTF8.GetBytes("a,b\n1,2\n" + new string('x', 1100 * 1024) + ",2\n"), "record_too_long" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_without_rows_of_text_is_refused_with_a_code(byte[] bytes, string code) =>
        Assert.Equal(code, (await CsvRun.RefusedAsync(bytes)).Code);

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", 3)]
    [InlineData("a,b\n\"x\ny\",\"z\n5,6\n", 3)]
    [InlineData("skip me\n\na,b\n1,\"2\n", 4)]
    public async Task An_unclosed_quote_is_named_by_the_line_on_which_it_opens(string text, long line)
    {
        var given = new ImportMapping { Quote = "\"" };
        var refused = await CsvRun.RefusedAsync(Encoding.UTF8.GetBytes(text), given);
        Assert.Equal(("unclosed_quote", line), (refused.Code, refused.Line));
    }

    [Fact]
    public async Task An_unclosed_quote_in_a_large_file_ends_the_reading_at_a_megabyte()
    {
        var text = new StringBuilder("date,value\n2024-01-01,1\n2024-01-02,\"2\n");
        for (var i = 0; i < 200_000; i++)
            text.Append("2024-01-03,3\n");
        var refused = await CsvRun.RefusedAsync(Encoding.UTF8.GetBytes(text.ToString()), new() { Quote = "\"" });
        Assert.Equal(("unclosed_quote", 3L), (refused.Code, refused.Line));
    }

    [Fact]
    public async Task A_row_too_many_is_refused()
    {
        var text = new StringBuilder("v\n");
        for (var i = 0; i <= ImportDefaults.MaxRows; i++)
            text.Append("1\n");
        var refused = await CsvRun.RefusedAsync(Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Equal(("too_many_rows", ImportDefaults.MaxRows + 2), (refused.Code, refused.Line));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("us-ascii")]
    [InlineData("utf-16le")]
    public async Task Bytes_that_are_no_text_in_the_given_encoding_are_named_by_their_line(string encoding)
    {
        byte[] wrong = encoding == "utf-16le" ? [0x00, 0xD8, (byte)'x', 0] : [0xFF, 0xFF];
        var before = (encoding == "utf-16le" ? Encoding.Unicode : Encoding.ASCII).GetBytes("a,b\n1,2\n3,");
        var refused = await CsvRun.RefusedAsync([.. before, .. wrong], new() { Encoding = encoding });
        Assert.Equal(("invalid_bytes", 3L), (refused.Code, refused.Line));
    }

    [Theory]
    [InlineData("encoding", "bad_encoding")]
    [InlineData("delimiter", "bad_delimiter")]
    [InlineData("quote", "bad_quote")]
    [InlineData("escape", "bad_escape")]
    [InlineData("skipRows", "bad_skip_rows")]
    public async Task A_given_setting_that_is_none_is_a_problem_of_the_mapping(string field, string code)
    {
        var given = field switch
        {
            "encoding" => new ImportMapping { Encoding = "klingon" },
            "delimiter" => new() { Delimiter = "" },
            "quote" => new() { Quote = "\"\"" },
            "escape" => new() { Escape = "é" },
            _ => new() { SkipRows = 1001 },
        };
        var refused = await Assert.ThrowsAsync<CsvMappingException>(() => CsvRun.DetectAsync("a,b\n1,2\n", given));
        Assert.Equal((field, code), (refused.Problems[0].Field, refused.Problems[0].Code));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ",")]
    [InlineData("a;b\n1,5;2,5\n", ";")]
    [InlineData("a\tb c\n1\tx, y\n2\tz, w, v\n", "\t")]
    [InlineData("a|b\n1|2\n", "|")]
    [InlineData("a||b\n1||2\n", "||")]
    [InlineData("a::b\n1::2\n", "::")]
    [InlineData("a b\n1 2\n3 4\n", " ")]
    [InlineData("sep=^\na^b\n1^2\n", "^")]
    [InlineData("\"sep=;\"\na;b\n1;2\n", ";")]
    [InlineData("date,note\n2024-01-01,\"a;b;c\"\n2024-01-02,\"d;e;f\"\n", ",")]
    public async Task The_delimiter_is_the_one_that_makes_a_table(string text, string delimiter) =>
        Assert.Equal(delimiter, (await CsvRun.DetectAsync(text)).Delimiter);

    [Fact]
    public async Task Delimiters_that_do_not_add_up_are_asked_about()
    {
        var found = await CsvRun.DetectAsync(
            "one, two\nthree\nfour; five, six\nseven | eight, nine, ten, eleven\nx;y\n"
        );
        Assert.Contains(found.Questions, question => question.Code == "delimiter");
    }

    [Fact]
    public async Task One_column_is_a_table_too()
    {
        var found = await CsvRun.DetectAsync("amount\n1.5\n2.5\n");
        Assert.Equal(["amount"], found.Columns.Select(column => column.Name));
        Assert.DoesNotContain(found.Questions, question => question.Code == "delimiter");
    }

    [Theory]
    [InlineData("a,b\n1,2\n", 1, 0, "a|b")]
    [InlineData("1,2\n3,4\n", null, 0, "column_1|column_2")]
    [InlineData("Report of May\n\ndate,value\n2024-01-01,2\n", 3, 2, "date|value")]
    [InlineData("Account:;DE12\nFrom:;1.1.2024\nday;text;value\n01.02.2024;x;2\n", 3, 2, "day|text|value")]
    [InlineData("Title,,\ndate,text,value\n2024-01-01,x,2\n", 2, 1, "date|text|value")]
    [InlineData("sep=;\ndate;value\n2024-01-01;2\n", 2, 1, "date|value")]
    [InlineData("Date,date, DATE ,,x\n2024-01-01,1,2,3,4\n", 1, 0, "Date|date_2|DATE_3|column_4|x")]
    [InlineData("\"net\nsales\",day\n1,2024-01-01\n", 1, 0, "net sales|day")]
    [InlineData("red,blue\nred,green\nred,blue\n", null, 0, "column_1|column_2")]
    public async Task The_header_is_found_below_a_preamble_and_its_names_are_told_apart(
        string text,
        int? header,
        int skip,
        string names
    )
    {
        var found = await CsvRun.DetectAsync(text);
        Assert.Equal((header, skip), (found.HeaderRow, found.SkipRows));
        Assert.Equal(names, string.Join('|', found.Columns.Select(column => column.Name)));
    }

    [Theory]
    [InlineData("2024-01-05", "yyyy-MM-dd")]
    [InlineData("2024-01-05 10:20", "yyyy-MM-dd HH:mm")]
    [InlineData("2024-01-05T10:20:30.5Z", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK")]
    [InlineData("31/12/2023", "dd/MM/yyyy")]
    [InlineData("12/31/2023", "MM/dd/yyyy")]
    [InlineData("5.1.2024", "d.M.yyyy")]
    [InlineData("05.01.24", "dd.MM.yy")]
    [InlineData("2024/1/5", "yyyy/M/d")]
    [InlineData("20240105", "yyyyMMdd")]
    [InlineData("24 October 2011", "dd MMMM yyyy")]
    [InlineData("3-Okt-24", "d-MMM-yy")]
    [InlineData("3. März 2024", "d. MMMM yyyy")]
    [InlineData("Jan 5, 2024", "MMM d, yyyy")]
    [InlineData("févr. 2024", "MMM yyyy")]
    [InlineData("2024-03", "yyyy-MM")]
    [InlineData("03/2024", "MM/yyyy")]
    [InlineData("12/31/2023 06:50 PM", "MM/dd/yyyy h:mm tt")]
    public async Task A_date_is_found_with_the_format_that_a_mapping_can_give_back(string cell, string format)
    {
        var text = $"when;amount\n{cell};1\n{cell};2\n";
        var found = await CsvRun.DetectAsync(text);
        Assert.Equal(("date", "date", format), (found.Columns[0].Role, found.Columns[0].Type, found.Columns[0].Format));
        var mapping = CsvRun.Wide("when", "amount") with { Date = new DateMapping("when", format) };
        Assert.Empty((await CsvRun.ReadAsync(text, mapping)).Errors);
    }

    [Theory]
    [InlineData("01/02/2024", "03/04/2024", "dd/MM/yyyy MM/dd/yyyy")]
    [InlineData("1-2-24", "3-4-24", "d-M-yy M-d-yy")]
    public async Task Dates_that_fit_both_orders_are_asked_about(string first, string second, string options)
    {
        var found = await CsvRun.DetectAsync($"date,amount\n{first},1.5\n{second},2.5\n");
        var question = Assert.Single(found.Questions);
        Assert.Equal(("date_order", "date"), (question.Code, question.Column));
        Assert.Equal(options, string.Join(' ', question.Options));
        Assert.Null(found.Columns[0].Format);
    }

    [Fact]
    public async Task One_day_above_twelve_in_the_last_row_decides_the_order()
    {
        var text = new StringBuilder("date,amount\n");
        for (var i = 0; i < 30_000; i++)
            text.Append("01/02/2024,1.5\n");
        text.Append("13/02/2024,1.5\n");
        Assert.Equal("dd/MM/yyyy", (await CsvRun.DetectAsync(text.ToString())).Columns[0].Format);
    }

    [Theory]
    [InlineData(";", "1.234", ", .")]
    [InlineData(",", "1.234", ". ,")]
    [InlineData("\t", "\"1,234\"", ". ,")]
    public async Task Numbers_that_fit_both_separators_are_asked_about_the_likelier_first(
        string delimiter,
        string cell,
        string options
    )
    {
        var found = await CsvRun.DetectAsync(
            $"date{delimiter}amount\n2024-01-01{delimiter}{cell}\n2024-01-02{delimiter}{cell}\n"
        );
        var question = Assert.Single(found.Questions);
        Assert.Equal(("decimal_separator", "amount"), (question.Code, question.Column));
        Assert.Equal(options, string.Join(' ', question.Options));
    }

    [Theory]
    [InlineData("zip", "01234", "99999", "text")]
    [InlineData("order_id", "12", "13", "text")]
    [InlineData("reference", "1", "2", "text")]
    [InlineData("amount", "123456789012345678", "123456789012345679", "text")]
    [InlineData("part", "12E5", "AB3", "text")]
    [InlineData("amount", "1.5E+3", "2", "number")]
    [InlineData("amount", "NaN", "NaN", "text")]
    [InlineData("amount", "N/A", "-", "empty")]
    [InlineData("amount", "5%", "6%", "number")]
    public async Task The_type_of_a_column_follows_from_its_cells_and_its_name(
        string name,
        string first,
        string second,
        string type
    )
    {
        var found = await CsvRun.DetectAsync($"date,{name}\n2024-01-01,{first}\n2024-01-02,{second}\n");
        Assert.Equal(type, found.Columns[1].Type);
    }

    [Theory]
    [InlineData("Amount (EUR)", "1.5", "EUR")]
    [InlineData("Total USD", "1.5", "USD")]
    [InlineData("Amount", "£1.50", "GBP")]
    [InlineData("Amount", "1.5", null)]
    [InlineData("Amount (net)", "1.5", null)]
    public async Task The_currency_of_a_column_is_in_its_cells_or_its_name(string name, string cell, string? currency)
    {
        var found = await CsvRun.DetectAsync($"date,{name}\n2024-01-01,{cell}\n2024-01-02,{cell}\n");
        Assert.Equal(currency, found.Columns[1].Currency);
    }

    [Fact]
    public async Task Names_suggest_roles_and_metrics_of_the_catalogue()
    {
        var found = await CsvRun.DetectAsync(
            "Buchungstag;Betrag;Währung;Konto\n31.12.2023;1,50;EUR;Giro\n01.01.2024;2,50;EUR;Giro\n"
        );
        Assert.Equal(["date", "value", "currency", "dimension"], found.Columns.Select(column => column.Role));
        Assert.Equal("finance.revenue", found.Columns[1].SuggestedMetric);
    }

    [Fact]
    public async Task Files_of_one_layout_have_one_hash_whatever_their_rows_and_dialect()
    {
        var comma = await CsvRun.DetectAsync("date,net sales\n2024-01-01,1\n");
        var semicolon = await CsvRun.DetectAsync("Date;Net Sales\n2025-01-01;x\n2025-01-02;3\n");
        var other = await CsvRun.DetectAsync("date,gross\n2024-01-01,1\n");
        Assert.Equal(comma.LayoutHash, semicolon.LayoutHash);
        Assert.NotEqual(comma.LayoutHash, other.LayoutHash);
    }

    [Fact]
    public async Task Given_settings_win_over_what_the_file_suggests()
    {
        var given = new ImportMapping
        {
            Delimiter = ";",
            Quote = "",
            SkipRows = 1,
            HasHeader = false,
            Encoding = "iso-8859-15",
        };
        var found = await CsvRun.DetectAsync(Encoding.Latin1.GetBytes("x,y\n\"1,5;¤\n\"2,5;b\n"), given);
        Assert.Equal((";", null, 1, null), (found.Delimiter, found.Quote, found.SkipRows, found.HeaderRow));
        Assert.Equal(["\"1,5", "€"], found.Preview[0]);
    }

    [Fact]
    public async Task A_cancelled_detection_ends()
    {
        var bytes = "a,b\n1,2\n"u8.ToArray();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CsvRun.Files.DetectAsync(new TrickleStream(bytes), CsvRun.Scan(bytes), null, new CancellationToken(true))
        );
    }
}
