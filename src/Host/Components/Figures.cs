using System.Globalization;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Components;

/// <summary>How figures are written: the same everywhere, and a value that is missing is a dash, never a zero.</summary>
public static class Figures
{
    /// <summary>What stands for a value that is not there.</summary>
    public const string Missing = "–";

    private const char Minus = '\u2212';

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private static readonly (decimal Size, decimal Divisor, string Mark)[] Scales =
    [
        (1_000_000_000m, 1_000_000_000m, "B"),
        (1_000_000m, 1_000_000m, "M"),
        (10_000m, 1_000m, "k"),
    ];

    /// <summary>In full up to 9,999, then 65.93k, 412.8k, 1.27M: for tiles, axes and tables.</summary>
    /// <param name="currency">ISO 4217, for money.</param>
    public static string Short(decimal? value, MetricUnit unit, string? currency = null)
    {
        if (value is not { } number)
            return Missing;
        if (unit == MetricUnit.Seconds)
            return Duration(number);
        var size = Math.Abs(number);
        if (unit == MetricUnit.Percent)
            return Signed(number, $"{size.ToString("#,0.00", Culture)}%");
        return Signed(number, Dressed(Scaled(size) ?? Whole(size, unit), unit, currency));
    }

    /// <summary>With every digit that was stored: for tooltips and titles.</summary>
    public static string Exact(decimal? value, MetricUnit unit, string? currency = null)
    {
        if (value is not { } number)
            return "No value";
        var size = Math.Abs(number);
        var digits = size.ToString(unit == MetricUnit.Money ? "#,0.00##########" : "#,0.############", Culture);
        return unit switch
        {
            MetricUnit.Percent => Signed(number, digits + "%"),
            MetricUnit.Seconds => Signed(number, digits + " s"),
            _ => Signed(number, Dressed(digits, unit, currency)),
        };
    }

    /// <summary>A number of things, in full.</summary>
    public static string Count(long? value) =>
        value is { } number ? Signed(number, Math.Abs((decimal)number).ToString("#,0", Culture)) : Missing;

    /// <summary>Seconds, minutes, or hours with minutes: <c>8.2 s</c>, <c>43 min</c>, <c>2 h 05</c>.</summary>
    /// <param name="seconds">Null is missing.</param>
    public static string Duration(decimal? seconds)
    {
        if (seconds is not { } number)
            return Missing;
        var size = Math.Abs(number);
        var minutes = (long)Math.Round(size / 60, MidpointRounding.AwayFromZero);
        var text =
            size < 10 ? $"{size.ToString("0.#", Culture)} s"
            : Math.Round(size) < 60 ? $"{size.ToString("0", Culture)} s"
            : minutes < 60 ? $"{minutes.ToString(Culture)} min"
            : $"{(minutes / 60).ToString("#,0", Culture)} h {(minutes % 60).ToString("00", Culture)}";
        return Signed(number, text);
    }

    /// <inheritdoc cref="Duration(decimal?)" />
    public static string Duration(TimeSpan? time) => Duration(time is { } span ? (decimal)span.TotalSeconds : null);

    /// <summary>Milliseconds up to a second, then seconds: <c>240 ms</c>, <c>1.2 s</c>.</summary>
    public static string Milliseconds(decimal? milliseconds) =>
        milliseconds is not { } number ? Missing
        : number < 1000 ? $"{number.ToString("0", Culture)} ms"
        : Duration(number / 1000);

    /// <summary>A share of one in percent: 0.0213 is <c>2.1%</c>.</summary>
    public static string Share(decimal? share) =>
        share is { } number ? Signed(number, $"{(Math.Abs(number) * 100).ToString("0.0", Culture)}%") : Missing;

    /// <summary>Size of a file: <c>870 B</c>, <c>12.4 kB</c>, <c>3.1 MB</c>.</summary>
    public static string Bytes(long? bytes) =>
        bytes switch
        {
            null => Missing,
            < 1000 => $"{bytes} B",
            < 1_000_000 => $"{(bytes.Value / 1000m).ToString("0.#", Culture)} kB",
            < 1_000_000_000 => $"{(bytes.Value / 1_000_000m).ToString("0.#", Culture)} MB",
            _ => $"{(bytes.Value / 1_000_000_000m).ToString("0.##", Culture)} GB",
        };

    /// <summary>Null where the number is small enough to be written in full.</summary>
    private static string? Scaled(decimal size)
    {
        for (var scale = 0; scale < Scales.Length; scale++)
        {
            if (size < Scales[scale].Size)
                continue;
            var (_, divisor, mark) = Scales[scale];
            var part = size / divisor;
            var digits = (mark == "k" ? 4 : 3) - WholeDigits(part);
            var rounded = Math.Round(part, Math.Max(0, digits), MidpointRounding.AwayFromZero);
            // 999,960 is 1.00M, not 1000.0k.
            if (rounded >= 1000 && scale > 0)
                (rounded, mark, digits) = (rounded / 1000, Scales[scale - 1].Mark, 2);
            return rounded.ToString("#,0." + new string('0', Math.Max(0, digits)), Culture) + mark;
        }
        return null;
    }

    private static int WholeDigits(decimal part) =>
        part >= 100 ? 3
        : part >= 10 ? 2
        : 1;

    private static string Whole(decimal size, MetricUnit unit) =>
        unit switch
        {
            MetricUnit.Money when size < 1000 => size.ToString("0.00", Culture),
            MetricUnit.Money => size.ToString("#,0", Culture),
            MetricUnit.Months => size.ToString("#,0.#", Culture),
            _ => size.ToString("#,0.##", Culture),
        };

    private static string Dressed(string digits, MetricUnit unit, string? currency) =>
        unit switch
        {
            MetricUnit.Money when currency is not null => Sign(currency) + digits,
            MetricUnit.Months => digits + " mo",
            _ => digits,
        };

    private static string Sign(string currency) =>
        currency switch
        {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "JPY" => "¥",
            _ => currency + "\u00a0",
        };

    private static string Signed(decimal number, string text) =>
        number < 0 && text.Any(c => c is >= '1' and <= '9') ? Minus + text : text;
}
