using System.Globalization;

namespace Nexus.ProviderSimulator.Stripe;

/// <summary>A version of Stripe's API, as in <c>2026-08-26.dahlia</c>; older ones are a date alone.</summary>
/// <remarks>The shapes that moved, and when: Stripe's changelog, as told by stripe-dotnet 48.0, 49 and 51.</remarks>
public sealed record ApiVersion(string Text, DateOnly Date)
{
    // First, since the versions below are parsed with it.
    private static readonly string[] Names = ["acacia", "basil", "clover", "dahlia"];

    public static readonly ApiVersion Acacia = Parse("2024-09-30.acacia");
    public static readonly ApiVersion Basil = Parse("2025-03-31.basil");
    public static readonly ApiVersion Clover = Parse("2025-09-30.clover");
    public static readonly ApiVersion Dahlia = Parse("2026-08-26.dahlia");

    /// <summary>Periods live on items, invoices name their parent, lines have pricing, payments have invoices.</summary>
    public bool IsBasil => Date >= Basil.Date;

    /// <summary>Discounts and promotion codes name their coupon below a source.</summary>
    public bool IsClover => Date >= Clover.Date;

    /// <summary>Quantities also come as decimals.</summary>
    public bool IsDahlia => Date >= new DateOnly(2026, 3, 25);

    public static ApiVersion Parse(string text) =>
        TryParse(text) ?? throw new ArgumentException($"'{text}' is no version of Stripe's API.", nameof(text));

    /// <summary>Null where the text is no version.</summary>
    public static ApiVersion? TryParse(string text)
    {
        var parts = text.Split('.');
        return
            parts.Length <= 2
            && DateOnly.TryParseExact(
                parts[0],
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
            && (parts.Length == 1 || Names.Contains(parts[1], StringComparer.Ordinal))
            ? new(text, date)
            : null;
    }

    public override string ToString() => Text;
}
