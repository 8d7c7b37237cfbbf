using System.Text;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Pages.Uploads;

/// <summary>Which metric numbers are: one that exists, or a new one and what it is like.</summary>
/// <param name="Key">Of the metric; <see cref="New"/> for one that is described; empty where nothing is chosen.</param>
/// <param name="Name">Of a new metric.</param>
/// <param name="Unit">Of a new metric: money, count, percent, number, seconds or months.</param>
/// <param name="Aggregation">Of a new metric: sum, last or none.</param>
/// <param name="Direction">Of a new metric: good, bad or none.</param>
/// <param name="Currency">ISO 4217; empty for what the file or the workspace says.</param>
/// <param name="Sign">positive, negative, or empty for all values.</param>
public sealed record MetricChoice(
    string Key,
    string Name,
    string Unit,
    string Aggregation,
    string Direction,
    string Currency,
    string Sign
)
{
    /// <summary>Chosen for a metric that does not exist yet.</summary>
    public const string New = "new";

    private const int MaxSlug = 60;

    public bool IsChosen => Key.Length > 0;

    public bool IsNew => Key == New;

    /// <param name="codes">The column that holds each row's currency, or null.</param>
    /// <param name="fallback">Currency to name where the person names none, or null to leave it open.</param>
    internal ValueMapping ToValue(string? codes, string? fallback) =>
        new()
        {
            Metric = IsNew ? MetricCatalog.CustomPrefix + Slug(Name) : Key,
            Name = IsNew ? Name.Trim() : null,
            Unit = IsNew ? Unit : null,
            Aggregation = IsNew ? Aggregation : null,
            Direction = IsNew ? Direction : null,
            Currency = Currency.Trim() is { Length: > 0 } given ? given.ToUpperInvariant() : fallback,
            CurrencyColumn = codes,
            Sign = Sign.Length == 0 ? null : Sign,
        };

    /// <summary>The part of a key that a name comes to: <c>Überstunden (h)</c> is <c>uberstunden_h</c>; empty without letters or digits.</summary>
    internal static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant().Select(PlainLetters.Of))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug is { Length: > 0 } && slug[^1] != '_')
                slug.Append('_');
        }
        var text = slug.ToString().Trim('_');
        return text[..Math.Min(text.Length, MaxSlug)].TrimEnd('_');
    }
}
