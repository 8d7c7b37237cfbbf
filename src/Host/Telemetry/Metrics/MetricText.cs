using System.Globalization;
using System.Text;

namespace Nexus.Host.Telemetry.Metrics;

/// <summary>Names, labels and numbers as the Prometheus text format wants them.</summary>
internal static class MetricText
{
    public static string FamilyName(string instrument, string? unit, string type)
    {
        var name = Word(instrument);
        name += unit switch
        {
            "s" when !name.EndsWith("_seconds", StringComparison.Ordinal) => "_seconds",
            "By" when !name.EndsWith("_bytes", StringComparison.Ordinal) => "_bytes",
            _ => "",
        };
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary><c>name="value"</c>, sorted by name and joined by commas; empty without tags.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var sorted = tags.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return string.Join(
            ',',
            sorted.Select(tag =>
                $"{Word(tag.Key)}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture))}\""
            )
        );
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Help texts escape backslashes and line ends; label values escape quotes as well.</summary>
    public static string Help(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Escape(string? value) =>
        value is null ? "" : Help(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Word(string name)
    {
        var word = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            word.Append('_');
        foreach (var c in name)
            word.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return word.ToString();
    }
}
