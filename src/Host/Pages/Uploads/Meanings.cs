using System.Globalization;

namespace Nexus.Host.Pages.Uploads;

/// <summary>What a cell would mean under each answer to a question, so that whoever is asked can tell.</summary>
internal static class Meanings
{
    private static readonly CultureInfo Culture = CenturyOfFiles();

    /// <summary>Day first or month first, in words.</summary>
    public static string DateOrder(string format) =>
        format.IndexOf('d', StringComparison.Ordinal) < format.IndexOf('M', StringComparison.Ordinal)
            ? "The day comes first"
            : "The month comes first";

    /// <summary><c>3 April 2025</c>; null where the sample is no date of the format.</summary>
    public static string? Date(string sample, string format)
    {
        var day = sample.Trim().Split(' ', 'T')[0];
        foreach (var text in new[] { sample.Trim(), day })
        {
            // A single d or M reads one digit and two.
            foreach (var pattern in new[] { format, Loose(format), Loose(format).Split(' ', 'T')[0] })
            {
                if (
                    pattern.Length > 1
                    && DateTime.TryParseExact(text, pattern, Culture, DateTimeStyles.AllowWhiteSpaces, out var date)
                )
                    return date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    /// <summary>What separates decimals, in words.</summary>
    public static string Separator(string separator) =>
        separator == "." ? "The point separates decimals" : "The comma separates decimals";

    /// <summary><c>1234</c> or <c>1.234</c> for <c>1,234</c>; null where the sample is no number then.</summary>
    public static string? Number(string sample, string separator)
    {
        var groups = separator == "." ? "," : ".";
        var digits = new string([.. sample.Where(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-')])
            .Replace(groups, "", StringComparison.Ordinal)
            .Replace(separator, ".", StringComparison.Ordinal);
        return decimal.TryParse(
            digits,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Two-digit years from 69 to 99 are of the last century, as docs/imports.md has it.</summary>
    private static CultureInfo CenturyOfFiles()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.Calendar = new GregorianCalendar { TwoDigitYearMax = 2068 };
        return culture;
    }

    private static string Loose(string format) =>
        format.Replace("dd", "d", StringComparison.Ordinal).Replace("MM", "M", StringComparison.Ordinal);
}
