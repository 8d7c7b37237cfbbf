using System.Globalization;

namespace Nexus.Host.Pages.Kpis;

/// <summary>Numbers as people type them.</summary>
internal static class Numbers
{
    private const NumberStyles Styles = NumberStyles.Number & ~NumberStyles.AllowTrailingSign;

    /// <summary>
    /// Reads <c>1234.5</c>, <c>1,234.5</c> and <c>1 234.5</c>; null for anything else. A comma that could be the decimal
    /// one (<c>12,5</c>) is not guessed at.
    /// </summary>
    public static decimal? Read(string? text)
    {
        var plain = text?.Replace(" ", "", StringComparison.Ordinal).Replace('\u2212', '-').Trim();
        if (string.IsNullOrEmpty(plain) || !HasGroupsOfThree(plain))
            return null;
        return decimal.TryParse(plain, Styles, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool HasGroupsOfThree(string text)
    {
        var whole = text.Split('.')[0].Split(',');
        return whole.Length == 1 || whole.Skip(1).All(group => group.Length == 3);
    }
}
