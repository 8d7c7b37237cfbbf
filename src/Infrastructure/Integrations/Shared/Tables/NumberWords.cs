using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>Reads numbers that people typed as text, and no text that could mean another number.</summary>
/// <remarks>
/// One number with its sign, or in the parentheses of accountants; before or behind it a currency or a unit of at most
/// three letters, or a percent sign. Digits are grouped by threes, in India by twos before the last three, always by the
/// same sign, which is never the one before the decimals: 1,5 where thousands are told apart by commas is no number.
/// </remarks>
internal static partial class NumberWords
{
    private const string Unit = @"(?:[\p{Sc}]|\p{L}{1,3}|\p{L}{0,2}\p{Sc})";

    /// <param name="text">Without blanks around it.</param>
    /// <param name="decimalComma">Whether decimals stand behind a comma.</param>
    /// <param name="isPercent">Whether it says so of itself; the value is as it stands.</param>
    /// <returns>Null where it is no number, or more than one, or larger than a decimal can hold.</returns>
    public static decimal? Read(string text, bool decimalComma, out bool isPercent)
    {
        var match = (decimalComma ? WithComma() : WithPoint()).Match(text);
        isPercent = match.Groups["percent"].Success;
        var isOpen = match.Groups["open"].Success;
        if (!match.Success || isOpen != match.Groups["close"].Success)
            return null;
        var signs = match.Groups["sign"].Captures.Count;
        if (signs > 1 || (signs == 1 && isOpen))
            return null;
        var digits = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        var plain = match.Groups["decimals"].Success ? $"{digits}.{match.Groups["decimals"].Value}" : digits;
        if (!decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return null;
        var isNegative = isOpen || match.Groups["sign"].Value is "-" or "−";
        return isNegative ? -value : value;
    }

    [GeneratedRegex(
        $@"^(?<open>\()?\s*(?<sign>[-−+])?\s*(?:{Unit}\s*(?<sign>[-−+])?\s*)?(?<whole>[0-9]+|[0-9]{{1,3}}(?<group>[,'’\s])[0-9]{{3}}(?:\k<group>[0-9]{{3}})*|[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}|(?=\.[0-9]))(?:\.(?<decimals>[0-9]+))?\s*(?:(?<percent>%)|{Unit})?\s*(?<close>\))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex WithPoint();

    [GeneratedRegex(
        $@"^(?<open>\()?\s*(?<sign>[-−+])?\s*(?:{Unit}\s*(?<sign>[-−+])?\s*)?(?<whole>[0-9]+|[0-9]{{1,3}}(?<group>[.'’\s])[0-9]{{3}}(?:\k<group>[0-9]{{3}})*|(?=,[0-9]))(?:,(?<decimals>[0-9]+))?\s*(?:(?<percent>%)|{Unit})?\s*(?<close>\))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex WithComma();
}
