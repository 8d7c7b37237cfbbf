using System.Globalization;
using System.Text;

namespace Nexus.Benchmarks.Ingest;

/// <summary>
/// A made-up export of advertising costs, the same one every time: a row per day and series, day after day, as such
/// exports come. No two rows have the same key.
/// </summary>
/// <param name="Path">Where it is.</param>
/// <param name="Rows">Data rows, without the header.</param>
/// <param name="Values">Columns of values at the end of a row: 1 or 2.</param>
internal sealed record SampleFile(string Path, int Rows, int Values)
{
    private const int Days = 500;
    private const int SeriesOfFullSize = 2_000;

    private static readonly string[] Channels = ["search", "social", "display", "video", "partner"];
    private static readonly string[] Countries = ["DE", "FR", "GB", "US", "JP", "BR", "IN", "ZA"];

    /// <summary>Writes the file: columns date, channel, campaign, country, spend or date, campaign, country, spend, clicks.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="values">1 or 2.</param>
    public static async Task<SampleFile> WriteAsync(
        string path,
        int rows,
        int values,
        CancellationToken cancellationToken
    )
    {
        var random = new Random(20261121);
        // Longer files have more series up to 5,000, then more days.
        var series = Math.Clamp(rows / Days, 1, SeriesOfFullSize * 5 / 2);
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        await file.WriteLineAsync(
            values == 1 ? "date,channel,campaign,country,spend" : "date,campaign,country,spend,clicks"
        );
        var first = new DateOnly(2024, 1, 1);
        for (var row = 0; row < rows; row++)
        {
            if ((row & 0xFFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            await file.WriteLineAsync(Line(first.AddDays(row / series), row % series, values, random));
        }
        return new(path, rows, values);
    }

    private static string Line(DateOnly day, int series, int values, Random random)
    {
        var country = Countries[series % Countries.Length];
        var campaign = string.Create(CultureInfo.InvariantCulture, $"Campaign {series / Countries.Length:000}");
        var cents = random.Next(100, 100_000);
        var spend = string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}");
        return values == 1
            ? $"{day:yyyy-MM-dd},{Channels[series / Countries.Length % Channels.Length]},{campaign},{country},{spend}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{day:yyyy-MM-dd},{campaign},{country},{spend},{random.Next(0, 5_000)}"
            );
    }
}
