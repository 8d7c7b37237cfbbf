namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>A coupon that was given to a customer, a subscription or one of its items.</summary>
/// <param name="Coupon">Its terms; null where only its id is known.</param>
/// <param name="End">Unix seconds from which it no longer holds; null for ever.</param>
internal sealed record DiscountRecord(string? Id, CouponRecord? Coupon, string? CouponId, long? Start, long? End)
{
    public static DiscountRecord Of(StripeFields fields)
    {
        // From 2025-09-30.clover the coupon stands within the source.
        var holder = fields.Object("source") is { } source && source.Has("coupon") ? source : fields;
        var coupon = holder.Expanded("coupon") is { } expanded ? CouponRecord.Of(expanded) : null;
        return new DiscountRecord(
            fields.TextOrNull("id"),
            coupon,
            coupon?.Id ?? holder.IdOrNull("coupon"),
            fields.NumberOrNull("start"),
            fields.NumberOrNull("end")
        );
    }

    /// <summary>All of an object, whichever version wrote it; those given as ids hold nothing but these.</summary>
    public static IReadOnlyList<DiscountRecord>? AllOf(StripeFields fields)
    {
        var discounts = fields
            .IdsOrObjects("discounts")
            .Select(entry => entry.Object is { } one ? Of(one) : new DiscountRecord(entry.Id, null, null, null, null))
            .ToList();
        if (discounts.Count == 0 && fields.Object("discount") is { } only)
            discounts.Add(Of(only));
        return discounts.Count == 0 ? null : discounts;
    }
}

/// <summary>The terms of a discount.</summary>
/// <param name="AmountOff">Off every invoice, in the smallest unit of <paramref name="Currency"/>.</param>
/// <param name="AppliesTo">Products that it is limited to; null for all.</param>
/// <param name="Duration">forever, repeating or once.</param>
/// <param name="Options">The amount off in other currencies, by their codes in lower case.</param>
internal sealed record CouponRecord(
    string Id,
    string Duration,
    decimal? AmountOff = null,
    IReadOnlyList<string>? AppliesTo = null,
    string? Currency = null,
    long? DurationInMonths = null,
    SortedDictionary<string, decimal>? Options = null,
    decimal? PercentOff = null
)
{
    public static CouponRecord Of(StripeFields fields)
    {
        var options = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (currency, option) in fields.Entries("currency_options"))
        {
            if (option.DecimalOrNull("amount_off") is { } off)
                options[currency] = off;
        }
        var products = fields.Object("applies_to")?.Texts("products");
        return new CouponRecord(
            fields.Text("id"),
            fields.Text("duration"),
            fields.DecimalOrNull("amount_off"),
            products is { Count: > 0 } ? products : null,
            fields.TextOrNull("currency"),
            fields.NumberOrNull("duration_in_months"),
            options.Count == 0 ? null : options,
            fields.DecimalOrNull("percent_off")
        );
    }

    /// <summary>What it takes off in a currency; null where it takes a percentage or does not hold there.</summary>
    public decimal? AmountOffIn(string currency) =>
        string.Equals(Currency, currency, StringComparison.OrdinalIgnoreCase) ? AmountOff
        : Options is not null && Options.TryGetValue(currency, out var off) ? off
        : null;
}
