using System.Text;
using System.Text.Json;
using Nexus.Application.Imports;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>What is found out about every file of the shared collection.</summary>
public sealed class CsvFixtureTests
{
    public static TheoryData<string, string> Files =>
        new()
        {
            { "bank-and-psp-exports/amazon.csv", "utf-8 , quoted header=1 rows=6 columns=12" },
            { "bank-and-psp-exports/creditunion.csv", "utf-8 , quoted header=1 rows=8 columns=6" },
            { "bank-and-psp-exports/default.csv", "utf-8 , quoted header=1 rows=8 columns=9" },
            { "bank-and-psp-exports/ingesp.csv", "utf-8 , quoted header=1 rows=10 columns=8" },
            { "bank-and-psp-exports/mint.csv", "utf-8 , quoted header=1 rows=4 columns=9" },
            { "bank-and-psp-exports/mint_headerless.csv", "utf-8 , quoted header=none rows=4 columns=7" },
            { "bank-and-psp-exports/n26-fr.csv", "utf-8 , quoted header=1 rows=2 columns=11" },
            { "bank-and-psp-exports/payoneer.csv", "utf-8 , quoted header=1 rows=2 columns=17" },
            { "bank-and-psp-exports/pcmastercard.csv", "utf-8 , quoted header=1 rows=2 columns=5" },
            { "bank-and-psp-exports/schwab-checking-baltest-case7.csv", "utf-8 , quoted header=1 rows=2 columns=8" },
            { "bank-and-psp-exports/schwab-checking.csv", "utf-8 , quoted header=1 rows=4 columns=8" },
            { "bank-and-psp-exports/stripe-default.csv", "utf-8 , quoted header=1 rows=5 columns=21" },
            { "bank-and-psp-exports/ubs-ch-fr_trimmed.csv", "utf-8 ; quoted header=1 rows=3 columns=11" },
            { "clevercsv/airedale.csv", "utf-8 , quoted header=1 rows=54 columns=8" },
            { "clevercsv/milk.csv", "utf-8 tab quoted header=1 rows=379 columns=23" },
            { "csv-spectrum/comma_in_quotes.csv", "utf-8 , quoted header=1 rows=1 columns=5" },
            { "csv-spectrum/empty.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csv-spectrum/escaped_quotes.csv", "utf-8 , quoted header=1 rows=2 columns=2" },
            { "csv-spectrum/json.csv", "utf-8 , quoted header=1 rows=1 columns=2" },
            { "csv-spectrum/newlines.csv", "utf-8 , quoted header=1 rows=3 columns=3" },
            { "csv-spectrum/newlines_crlf.csv", "utf-8 , quoted header=1 rows=3 columns=3" },
            { "csv-spectrum/simple.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csv-spectrum/simple_crlf.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/bad.csv", "utf-8 , quoted header=1 rows=3 columns=3" },
            { "csvkit-examples/blanks.csv", "utf-8 , quoted header=1 rows=1 columns=6" },
            { "csvkit-examples/date_like_number.csv", "utf-8 , quoted header=1 rows=1 columns=1" },
            { "csvkit-examples/dummy.tsv", "utf-8 tab quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/dummy2.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/dummy_col_shuffled.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/dummy_col_shuffled_ragged.csv", "utf-8 , quoted header=1 rows=1 columns=4" },
            { "csvkit-examples/foo1.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/foo2.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/join_a_short.csv", "utf-8 , quoted header=1 rows=3 columns=3" },
            { "csvkit-examples/join_b.csv", "utf-8 , quoted header=1 rows=3 columns=3" },
            { "csvkit-examples/join_short.csv", "utf-8 , quoted header=1 rows=2 columns=5" },
            { "csvkit-examples/mac_newlines.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/no_header_row2.csv", "utf-8 , quoted header=none rows=1 columns=3" },
            { "csvkit-examples/no_header_row3.csv", "utf-8 , quoted header=none rows=2 columns=3" },
            { "csvkit-examples/optional_quote_characters.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/sniff_limit.csv", "utf-8 ; quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/test_date_format.csv", "utf-8 , quoted header=1 rows=2 columns=1" },
            { "csvkit-examples/test_empty_columns.csv", "utf-8 , quoted header=none rows=3 columns=5" },
            { "csvkit-examples/test_empty_columns_short_row.csv", "no_rows" },
            { "csvkit-examples/test_extra_header.csv", "utf-8 , quoted header=1 rows=1 columns=4" },
            { "csvkit-examples/test_ignore_case.csv", "utf-8 , quoted header=1 rows=5 columns=3" },
            { "csvkit-examples/test_join_short_rows.csv", "utf-8 , quoted header=none rows=4 columns=3" },
            { "csvkit-examples/test_literal_order.csv", "utf-8 , quoted header=1 rows=3 columns=2" },
            { "csvkit-examples/test_locale.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "csvkit-examples/test_numeric_date_format.csv", "utf-8 , quoted header=1 rows=2 columns=1" },
            { "csvkit-examples/test_precision.csv", "utf-8 , quoted header=1 rows=1 columns=1" },
            { "csvkit-examples/test_utf16_big.csv", "utf-16be , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/test_utf16_little.csv", "utf-16le , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/test_utf8_bom.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvkit-examples/testfixed_schema.csv", "utf-8 , quoted header=1 rows=8 columns=3" },
            { "csvkit-realdata/Datagov_FY10_EDU_recp_by_State.csv", "utf-8 , quoted header=3 rows=55 columns=9" },
            { "csvkit-realdata/acs2012_5yr_population.csv", "utf-8 , quoted header=1 rows=93 columns=4" },
            { "csvkit-realdata/ks_1033_data.csv", "utf-8 , quoted header=1 rows=1575 columns=14" },
            { "csvlint/cr-line-endings.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvlint/crlf-line-endings.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvlint/inconsistent-line-endings.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvlint/invalid-byte-sequence.csv", "windows-1252? , quoted header=1 rows=23 columns=7" },
            { "csvlint/lf-line-endings.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            { "csvlint/title-row.csv", "utf-8 , quoted header=2 rows=2 columns=3" },
            { "csvlint/valid_many_rows.csv", "utf-8 , quoted header=1 rows=6 columns=3" },
            { "csvlint/white_space_in_filename.csv", "utf-8 , quoted header=1 rows=2 columns=3" },
            {
                "hledger-examples/_Koinly_Custom_CSV_-_Advanced_-_Sheet1.csv",
                "utf-8 , quoted header=1 rows=3 columns=12"
            },
            { "hledger-examples/coinbase2.csv", "utf-8 , quoted header=1 rows=6 columns=22" },
            { "hledger-examples/monefy.csv", "utf-8 , quoted header=1 rows=8 columns=8" },
            { "hledger-examples/sample.csv", "utf-8 , quoted header=none rows=2 columns=4" },
            { "hledger-examples/sample.fr.cp1252.csv", "windows-1252? , quoted header=1 rows=3 columns=3" },
            { "hledger-examples/sample.fr.iso88591.csv", "windows-1252? , quoted header=1 rows=3 columns=3" },
            { "hledger-examples/sample.journal.csv", "utf-8 , quoted header=1 rows=11 columns=14" },
            { "hledger-examples/stripe.csv", "utf-8 , quoted header=1 rows=2 columns=9" },
            { "hledger-examples/ynab4-rtl.csv", "utf-8 , quoted header=1 rows=2 columns=13" },
            { "marketing/KAG_conversion_data.csv", "utf-8 , quoted header=1 rows=1143 columns=12" },
            { "marketing/facebook_ads_basic_ad_action_values_data.csv", "utf-8 , quoted header=1 rows=10 columns=8" },
            { "marketing/facebook_ads_basic_ad_actions_data.csv", "utf-8 , quoted header=1 rows=10 columns=10" },
            { "marketing/facebook_ads_campaign_history_data.csv", "utf-8 , quoted header=1 rows=9 columns=5" },
            {
                "marketing/facebook_ads_demographics_country_actions_data.csv",
                "utf-8 , quoted header=1 rows=10 columns=8"
            },
            { "messytables-horror/complex.csv", "utf-8 , quoted header=1 rows=3 columns=4" },
            { "messytables-horror/example.tsv", "utf-8 tab quoted header=1 rows=140 columns=17" },
            { "messytables-horror/long.csv", "utf-8 , quoted header=none rows=4000 columns=1" },
            { "messytables-horror/mixedGLB.csv", "utf-8 , quoted header=4 rows=133 columns=19" },
            { "messytables-horror/simple.csv", "utf-8 , quoted header=1 rows=6 columns=3" },
            { "messytables-horror/simple.psv", "utf-8 | quoted header=1 rows=28 columns=6" },
            { "messytables-horror/small.csv", "no_rows" },
            { "messytables-horror/spanish_chars.csv", "windows-1252? , quoted header=1 rows=115 columns=8" },
            { "messytables-horror/utf-16le_encoded.csv", "utf-16le , quoted header=1 rows=327 columns=19" },
            { "messytables-horror/utf8bom.csv", "no_rows" },
            { "papaparse/long-sample.csv", "utf-8 , quoted header=none rows=8 columns=7" },
            { "papaparse/malformed.tsv", "utf-8 tab bare header=1 rows=9 columns=8" },
            { "papaparse/sample.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "papaparse/utf-8-bom-sample.csv", "utf-8 , quoted header=1 rows=1 columns=3" },
            { "stripe-tables-dbt-seeds/balance_transaction_data.csv", "utf-8 , quoted header=1 rows=9 columns=15" },
            { "stripe-tables-dbt-seeds/coupon_data.csv", "utf-8 , quoted header=1 rows=10 columns=15" },
            { "stripe-tables-dbt-seeds/discount_data.csv", "utf-8 , quoted header=1 rows=10 columns=16" },
            { "stripe-tables-dbt-seeds/invoice_line_item_data.csv", "utf-8 , quoted header=1 rows=3 columns=19" },
            { "stripe-tables-dbt-seeds/payout_data.csv", "utf-8 , quoted header=1 rows=15 columns=22" },
            { "stripe-tables-dbt-seeds/price_data.csv", "utf-8 , quoted header=1 rows=4 columns=23" },
            { "stripe-tables-dbt-seeds/refund_data.csv", "utf-8 , quoted header=1 rows=4 columns=14" },
            { "stripe-tables-dbt-seeds/subscription_discount_data.csv", "utf-8 , quoted header=1 rows=3 columns=10" },
            { "stripe-tables-dbt-seeds/subscription_item_data.csv", "utf-8 , quoted header=1 rows=14 columns=9" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_read_as_what_it_is_or_refused_with_a_reason(string file, string expected)
    {
        if (!CsvFixtures.Exist)
            return;
        var bytes = await CsvFixtures.ReadAsync(file);
        string actual;
        try
        {
            var found = await CsvRun.DetectAsync(bytes);
            var encoding = found.Encoding + (found.EncodingGuessed ? "?" : "");
            var delimiter = found.Delimiter == "\t" ? "tab" : found.Delimiter;
            var quoted = found.Quote is null ? "bare" : "quoted";
            var header = found.HeaderRow?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";
            actual = $"{encoding} {delimiter} {quoted} header={header} rows={found.Rows} columns={found.Columns.Count}";
        }
        catch (CsvFileException refused)
        {
            actual = refused.Code;
        }
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void No_file_of_the_collection_is_left_out()
    {
        if (!CsvFixtures.Exist)
            return;
        Assert.Equal(CsvFixtures.All(), Files.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("comma_in_quotes")]
    [InlineData("empty")]
    [InlineData("escaped_quotes")]
    [InlineData("json")]
    [InlineData("newlines")]
    [InlineData("newlines_crlf")]
    [InlineData("simple")]
    [InlineData("simple_crlf")]
    public async Task The_conformance_files_give_their_expected_rows_to_the_byte(string name)
    {
        if (!CsvFixtures.Exist)
            return;
        var expected = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(
            await CsvFixtures.ReadAsync($"csv-spectrum/{name}.expected.json")
        );
        Assert.Equal(expected, await ObjectsAsync(await CsvFixtures.ReadAsync($"csv-spectrum/{name}.csv")));
    }

    [Theory]
    [InlineData("a,b\n\"x, y\",1\n", "a=x, y|b=1")]
    [InlineData("a,b\n\"say \"\"hi\"\"\",1\n", "a=say \"hi\"|b=1")]
    [InlineData("a,b\n\"two\r\nlines\",1\n", "a=two\r\nlines|b=1")]
    [InlineData("a,b\n\" kept \",1\n", "a= kept |b=1")]
    [InlineData("a,b\n\"\",1\n", "a=|b=1")]
    [InlineData("a, b\n x, \"6,000\"\n", "a=x|b=6,000")]
    [InlineData("a;b\n'x;y';'it''s'\n'z';1\n", "a=x;y|b=it's")]
    [InlineData("a,b\n\"x \\\"y\\\" \\\\\",1\n\"z\",2\n", "a=x \"y\" \\|b=1")]
    [InlineData("a,b\nx\\,y,1\nz,2\n", "a=x,y|b=1")]
    [InlineData("a||b\nx|y||1\nz||2\n", "a=x|y|b=1")]
    [InlineData("a::b\nx::1\nz::2\n", "a=x|b=1")]
    public async Task Cells_are_unwrapped_as_their_dialect_says(string text, string expected)
    {
        var first = (await ObjectsAsync(Encoding.UTF8.GetBytes(text)))[0];
        Assert.Equal(expected, string.Join('|', first.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    private static async Task<List<Dictionary<string, string>>> ObjectsAsync(byte[] bytes)
    {
        var found = await CsvRun.DetectAsync(bytes);
        var input = new Utf8Input(new TrickleStream(bytes), TextEncodings.Find(found.Encoding)!);
        await using var text = new ReplayStream(default, input, found.SkipRows);
        using var rows = new CsvRows(input, text, new(found.Delimiter, found.Quote, found.Escape), found.SkipRows);
        var objects = new List<Dictionary<string, string>>();
        if (found.HeaderRow is not null)
            await rows.ReadAsync(CancellationToken.None);
        while (await rows.ReadAsync(CancellationToken.None))
        {
            objects.Add(
                found.Columns.ToDictionary(
                    column => column.Name,
                    column => Encoding.UTF8.GetString(rows.Cell(column.Index))
                )
            );
        }
        return objects;
    }
}
