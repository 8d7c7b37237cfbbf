using System.Collections.Frozen;

namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>How Stripe writes amounts: whole numbers of a currency's smallest unit, by a table of its own.</summary>
/// <remarks>
/// The table is Stripe's, not that of ISO 4217: króna and Ugandan shillings have no smaller unit, and Stripe counts them in
/// hundredths nevertheless. Source: docs.stripe.com/currencies, zero-decimal and special cases.
/// </remarks>
internal static class StripeMoney
{
    private static readonly FrozenSet<string> WithoutDecimals = new[]
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> WithThreeDecimals = new[]
    {
        "BHD",
        "JOD",
        "KWD",
        "OMR",
        "TND",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>0, 2 or 3.</summary>
    public static int Decimals(string currency) =>
        WithoutDecimals.Contains(currency) ? 0
        : WithThreeDecimals.Contains(currency) ? 3
        : 2;

    /// <summary>An amount in the currency itself: 1999 cents are 19.99.</summary>
    /// <param name="minor">May have a fraction: prices below the smallest unit have one.</param>
    public static decimal Major(decimal minor, string currency) =>
        Decimals(currency) switch
        {
            0 => minor,
            3 => minor / 1000m,
            _ => minor / 100m,
        };

    /// <summary>The code as Nexus writes it: three capital letters.</summary>
    public static string Code(string currency) => currency.ToUpperInvariant();
}
