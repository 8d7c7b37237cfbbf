using System.Text;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class CsvFuzzTests
{
    private const int Inputs = 100_000;
    private const long MaxAllocated = 64L * 1024 * 1024;

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private static readonly byte[][] Seeds =
    [
        Utf8("date,campaign,clicks,spend\n2024-01-01,Spring,12,3.50\n2024-01-02,\"A, B\",7,1.25\n2024-01-03,,,\n"),
        Utf8("Buchungstag;Betrag;Konto\r\n31.12.2023;1.234,56;\"Haupt;konto\"\r\n01.01.2024;-10,00;Neben\r\n"),
        Utf8("day\tvalue\tpct\n1/2/2024\t$1,234.50\t12%\n31/12/2024\t(5.00)\t7%\n"),
        Utf8("sep=|\nDate|Amount (EUR)|Type\n2024-01-01T10:00:00Z|1'000.00|a\n2024-01-01T23:59:59+02:00|2|b\n"),
        Utf8("'d','v'\n'2024/1/5','1,5'\n'2024/1/6','it''s'\n"),
        Utf8("d,v\n\"a \\\"b\\\" c\",1\n\"2024-01-01\",2\n"),
        Utf8("Report\n\nCreated,today\nMonth||Umsatz||Land\nJan 2024||1 234,5 €||DE\nFeb 2024||2 345,0 €||FR\n"),
        Utf8("date,metric,value\n2024-01-01,finance.revenue,1e3\n2024-01-02,finance.costs,−5\n"),
        Utf8("20240101,5\n20240102,6\n20240103,7\n"),
        [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("date,ж\n2024-01-01,1\n2024-01-02,2\n")],
        Encoding.Latin1.GetBytes("fecha;importe\n01/02/2024;1.000,00\n15/02/2024;añó 2\n"),
        Utf8("a\rb\r\nc\n\n\"x\ny\",z\n,,,\n"),
    ];

    private static readonly byte[][] Insertions =
    [
        "\""u8.ToArray(),
        "\0"u8.ToArray(),
        "\n"u8.ToArray(),
        "\r"u8.ToArray(),
        ","u8.ToArray(),
        ";"u8.ToArray(),
        "\t"u8.ToArray(),
        "\\"u8.ToArray(),
        "'"u8.ToArray(),
        "\"\"\""u8.ToArray(),
        "||"u8.ToArray(),
        "99999999999999999999999999999999"u8.ToArray(),
        "1e999"u8.ToArray(),
        "9999-12-31T23:59:59-14:00"u8.ToArray(),
        "0001-01-01T00:00:00+14:00"u8.ToArray(),
        [0xC3],
        [0xEF, 0xBB, 0xBF],
        [0xE2, 0x80],
        [0x1F],
        [0xFF, 0xFE],
    ];

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "dd.MM.yyyy",
        "MM/dd/yyyy",
        "excel",
        "unix-ms",
        "yyyyMMdd",
        "HH:mm dd/MM/yyyy",
    ];

    private static readonly string[] Grains = ["hour", "week", "month", "quarter"];

    [Fact]
    public async Task No_mangled_file_gets_anything_but_a_reading_or_a_reasoned_refusal()
    {
        var random = new Random(20241121);
        using var guard = new CancellationTokenSource();
        var outcomes = new Dictionary<string, int>();
        for (var i = 0; i < Inputs; i++)
        {
            var input = Mutate(random);
            guard.CancelAfter(Hang);
            var before = GC.GetAllocatedBytesForCurrentThread();
            string outcome;
            try
            {
                outcome = await TakeThroughAsync(input, random, guard.Token);
            }
            catch (Exception escaped)
            {
                throw new InvalidOperationException($"Input {i}: {Convert.ToBase64String(input)}", escaped);
            }
            Assert.True(
                GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocated,
                $"Input {i} took too much memory."
            );
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            guard.TryReset();
        }
        // Were nearly all refused, or none, the run would have tried nothing.
        Assert.True(outcomes["points"] > Inputs / 10, $"Too few inputs were read: {string.Join(", ", outcomes)}.");
        Assert.True(outcomes["file"] > 100 && outcomes["mapping"] > 100, "Too few inputs were refused.");
    }

    private static async Task<string> TakeThroughAsync(byte[] input, Random random, CancellationToken cancellationToken)
    {
        try
        {
            var facts = CsvRun.Scan(input);
            var detection = await CsvRun.Files.DetectAsync(
                new MemoryStream(input),
                facts,
                Given(random),
                cancellationToken
            );
            var plan = CsvRun.Files.Plan(detection, Mapping(detection, random), CsvRun.Berlin, CsvRun.Metric);
            var points = 0;
            await foreach (var batch in CsvRun.Files.ReadAsync(new MemoryStream(input), plan, cancellationToken))
                points += batch.Points.Points.Count;
            return points > 0 ? "points" : "nothing";
        }
        catch (CsvFileException)
        {
            return "file";
        }
        catch (CsvMappingException)
        {
            return "mapping";
        }
    }

    private static ImportMapping? Given(Random random) =>
        random.Next(12) switch
        {
            0 => new() { Delimiter = ";" },
            1 => new() { Quote = "" },
            2 => new() { Encoding = "windows-1252", HasHeader = false },
            3 => new() { SkipRows = 1 },
            4 => new() { Delimiter = "::", Escape = "\\" },
            5 => new() { Encoding = "shift_jis" },
            6 => new() { Encoding = "utf-8" },
            _ => null,
        };

    private static ImportMapping Mapping(CsvDetection detection, Random random)
    {
        var columns = detection.Columns;
        var date = columns.FirstOrDefault(column => column.Role == "date" && column.Format is not null)?.Name;
        var format = date is null || random.Next(6) == 0 ? Formats[random.Next(Formats.Length)] : null;
        var value = columns.FirstOrDefault(column => column.Role == "value")?.Name ?? $"#{columns.Count}";
        var sign = random.Next(6) == 0 ? "negative" : null;
        var isLong = random.Next(12) == 0;
        return new()
        {
            Layout = isLong ? "long" : "wide",
            MetricColumn = isLong ? "#2" : null,
            ValueColumn = isLong ? value : null,
            Date = new(date ?? "#1", format, random.Next(3) == 0 ? Grains[random.Next(Grains.Length)] : null),
            Values = isLong
                ? []
                :
                [
                    new()
                    {
                        Column = value,
                        Metric = "finance.revenue",
                        Decimal = random.Next(4) == 0 ? null : ".",
                        Sign = sign,
                    },
                ],
            Dimensions = columns.Count > 2 ? [new("#2", "two")] : [],
        };
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = new List<byte>(Seeds[random.Next(Seeds.Length)]);
        for (var edits = random.Next(5); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2 or 3:
                    bytes.InsertRange(at, Insertions[random.Next(Insertions.Length)]);
                    break;
                case 4:
                    var other = Seeds[random.Next(Seeds.Length)];
                    bytes.InsertRange(at, other[random.Next(other.Length)..]);
                    break;
                case 5:
                    var length = Math.Min(random.Next(20), bytes.Count - at);
                    bytes.RemoveRange(at, length);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
