using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Domain.Imports;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class CsvRoundTripTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly string[] Words =
    [
        "plain",
        "two words",
        "a,b",
        "c;d",
        "e\tf",
        "g|h",
        "say \"hi\"",
        "it's",
        "line\nbreak",
        "line\r\nbreak",
        "",
        "=1+1",
        "Größe",
        "🎅",
        "\\",
        "back\\slash",
        "x::y",
        "-",
    ];

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    private static readonly string[] NewLines = ["\n", "\r\n", "\r"];

    private static readonly string[] Encodings = ["utf-8", "utf-16le", "utf-16be", "utf-32le"];

    private static readonly string[] Styles =
    [
        "plain.",
        "plain,",
        "1,234.56",
        "1.234,56",
        "1 234,56",
        "1'234.56",
        "india",
        "(1,234.56)",
        "1234.56-",
        "€1,234.56",
        "1.234,56 EUR",
    ];

    [Fact]
    public void A_table_written_in_any_dialect_is_found_and_read_back_cell_for_cell()
    {
        var cell = Gen.Elements(Words);
        var row = Gen.Zip(Gen.Choose(1, 27), Gen.ArrayOf(cell, 3));
        var table = Gen.Zip(Gen.Choose(2, 12).SelectMany(count => Gen.ArrayOf(row, count)), Gen.Choose(0, 1000));
        Prop.ForAll(table.ToArbitrary(), pair => Check(pair.Item1, pair.Item2)).Check(Runs);
    }

    [Fact]
    public void A_column_of_numbers_in_any_one_style_reads_back_to_the_same_numbers()
    {
        // The first number has two decimals and a group, so that every style shows what its signs mean.
        var numbers = Gen.ArrayOf(Gen.Choose(-200_000_000, 200_000_000), 5)
            .Select(values => values.Select(value => value / 100m).Prepend(1234567.89m).ToArray());
        var cases = Gen.Zip(numbers, Gen.Elements(Styles));
        Prop.ForAll(cases.ToArbitrary(), pair => CheckNumbers(pair.Item1, pair.Item2)).Check(Runs);
    }

    private static bool Check((int Day, string[] Cells)[] rows, int choice)
    {
        var delimiter = Delimiters[choice % Delimiters.Length];
        var newLine = NewLines[choice / 4 % NewLines.Length];
        var encoding = TextEncodings.Find(Encodings[choice / 12 % Encodings.Length])!;
        var always = choice % 2 == 0;
        var text = new StringBuilder(string.Join(delimiter, "date", "amount", "x", "y", "z")).Append(newLine);
        foreach (var (day, cells) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"2024-01-{day:00}{delimiter}{day}");
            foreach (var cell in cells)
                text.Append(delimiter).Append(Quote(cell, delimiter, always));
            text.Append(newLine);
        }
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(text.ToString())];
        var mapping = new ImportMapping
        {
            Date = new("date"),
            Values = [new() { Column = "amount", Metric = "ads.clicks" }],
            Dimensions = [new("x", "x"), new("y", "y"), new("z", "z")],
        };
        var reading = CsvRun.ReadAsync(bytes, mapping).GetAwaiter().GetResult();
        Assert.Empty(reading.Errors);
        Assert.Equal(
            rows.Select(row => $"{row.Day} {string.Join('\u241F', row.Cells)}"),
            reading.Points.Select(point =>
                $"{point.Value} {string.Join('\u241F', point.Series.Dimensions.Pairs.Select(pair => pair.Value))}"
            )
        );
        return true;
    }

    private static bool CheckNumbers(decimal[] numbers, string style)
    {
        var text = new StringBuilder("date\tamount\n");
        foreach (var number in numbers)
            text.Append("2024-01-01\t").Append(Write(number, style)).Append('\n');
        var reading = CsvRun.ReadAsync(text.ToString(), CsvRun.Wide("date", "amount")).GetAwaiter().GetResult();
        Assert.Empty(reading.Errors);
        Assert.Equal(numbers, reading.Points.Select(point => point.Value));
        return true;
    }

    private static string Write(decimal number, string style)
    {
        var grouped = number.ToString("#,##0.00", CultureInfo.InvariantCulture);
        var size = Math.Abs(number).ToString("#,##0.00", CultureInfo.InvariantCulture);
        var sign = number < 0 ? "-" : "";
        return style switch
        {
            "plain." => number.ToString("0.00", CultureInfo.InvariantCulture),
            "plain," => number.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ','),
            "1,234.56" => grouped,
            "1.234,56" => Swap(grouped, ".", ","),
            "1 234,56" => Swap(grouped, "\u202F", ","),
            "1'234.56" => Swap(grouped, "’", "."),
            "india" => sign + India(size),
            "(1,234.56)" => number < 0 ? $"({size})" : size,
            "1234.56-" => number < 0 ? $"{size}-" : size,
            "€1,234.56" => $"{sign}€{size}",
            _ => Swap(grouped, ".", ",") + " EUR",
        };
    }

    private static string Swap(string grouped, string group, string separator) =>
        string.Join(separator, grouped.Split('.').Select(part => part.Replace(",", group, StringComparison.Ordinal)));

    private static string India(string size)
    {
        var parts = size.Replace(",", "", StringComparison.Ordinal).Split('.');
        var whole = parts[0];
        var text = whole.Length <= 3 ? whole : whole[^3..];
        for (
            var rest = whole.Length <= 3 ? "" : whole[..^3];
            rest.Length > 0;
            rest = rest.Length <= 2 ? "" : rest[..^2]
        )
            text = (rest.Length <= 2 ? rest : rest[^2..]) + "," + text;
        return $"{text}.{parts[1]}";
    }

    private static string Quote(string cell, string delimiter, bool always)
    {
        var needed = cell.AsSpan().IndexOfAny("\"\r\n") >= 0 || cell.Contains(delimiter, StringComparison.Ordinal);
        return always || needed ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
