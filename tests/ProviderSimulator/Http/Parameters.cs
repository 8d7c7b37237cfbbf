using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Nexus.ProviderSimulator.Http;

/// <summary>
/// Names and values of a query string or a form, decoded, in order. <c>expand[0]</c> and <c>expand[]</c> are one name.
/// </summary>
public sealed partial class Parameters(IReadOnlyList<KeyValuePair<string, string>> all)
{
    public IReadOnlyList<KeyValuePair<string, string>> All { get; } = all;

    public IEnumerable<string> Names => All.Select(pair => pair.Key).Distinct(StringComparer.Ordinal);

    /// <summary>The last value of that name; null where there is none.</summary>
    public string? this[string name] => Values(name).LastOrDefault();

    /// <param name="text">Such as <c>?limit=3&amp;expand[]=data.tiers</c>; the question mark may be missing.</param>
    public static Parameters Parse(string? text) =>
        new([
            .. (text ?? "")
                .TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split('=', 2))
                .Select(part =>
                    KeyValuePair.Create(
                        Index().Replace(WebUtility.UrlDecode(part[0]), "[]"),
                        part.Length == 2 ? WebUtility.UrlDecode(part[1]) : ""
                    )
                ),
        ]);

    public IEnumerable<string> Values(string name) => All.Where(pair => pair.Key == name).Select(pair => pair.Value);

    /// <summary>The value as a whole number; null where there is none or it is no number.</summary>
    public long? Number(string name) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public Parameters Without(params string[] names) =>
        new([.. All.Where(pair => !names.Contains(pair.Key, StringComparer.Ordinal))]);

    public override string ToString() =>
        string.Join('&', All.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, 1000)]
    private static partial Regex Index();
}
