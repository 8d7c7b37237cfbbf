namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>What is charged for one unit of a product. Amounts are in the smallest unit and may have a fraction.</summary>
/// <param name="Custom">Whether the buyer decides what to pay.</param>
/// <param name="DivideBy">Units that are sold together; null where each is sold by itself.</param>
/// <param name="Interval">day, week, month or year; null for a price that is paid once.</param>
/// <param name="Options">The price in other currencies, by their codes in lower case.</param>
/// <param name="Tiered">Whether the tiers decide, which may have to be looked up.</param>
/// <param name="TiersMode">graduated or volume.</param>
internal sealed record PriceRecord(
    string Id,
    string Currency,
    bool Custom = false,
    long? DivideBy = null,
    string? Interval = null,
    long IntervalCount = 1,
    bool Metered = false,
    SortedDictionary<string, PriceOption>? Options = null,
    string? Product = null,
    bool RoundsUp = false,
    bool Tiered = false,
    IReadOnlyList<PriceTier>? Tiers = null,
    string? TiersMode = null,
    decimal? UnitAmount = null,
    long? Created = null
)
{
    /// <param name="fields">A price, or a plan, which is how versions before 2020 call it.</param>
    public static PriceRecord Of(StripeFields fields)
    {
        var recurring = fields.Object("recurring") ?? (fields.Has("interval") ? fields : null);
        var transform = fields.Object("transform_quantity") ?? fields.Object("transform_usage");
        return new PriceRecord(
            fields.Text("id"),
            fields.Text("currency"),
            fields.Has("custom_unit_amount"),
            transform?.Number("divide_by"),
            recurring?.Text("interval"),
            recurring?.NumberOrNull("interval_count") ?? 1,
            recurring?.TextOrNull("usage_type") == "metered",
            OptionsOf(fields),
            fields.IdOrNull("product"),
            transform?.TextOrNull("round") == "up",
            fields.TextOrNull("billing_scheme") == "tiered",
            fields.Has("tiers") ? TiersOf(fields) : null,
            fields.TextOrNull("tiers_mode"),
            AmountOf(fields, "unit_amount") ?? AmountOf(fields, "amount"),
            fields.NumberOrNull("created")
        );
    }

    /// <summary>The same price with what only the catalogue knows of it.</summary>
    public PriceRecord With(PriceRecord? known) =>
        known is null
            ? this
            : this with
            {
                Options = Options ?? known.Options,
                Tiers = Tiers ?? known.Tiers,
                TiersMode = TiersMode ?? known.TiersMode,
                Product = Product ?? known.Product,
            };

    private static SortedDictionary<string, PriceOption>? OptionsOf(StripeFields fields)
    {
        var options = new SortedDictionary<string, PriceOption>(StringComparer.Ordinal);
        foreach (var (currency, option) in fields.Entries("currency_options"))
        {
            options[currency] = new PriceOption(
                option.Has("custom_unit_amount"),
                option.Has("tiers") ? TiersOf(option) : null,
                AmountOf(option, "unit_amount")
            );
        }
        return options.Count == 0 ? null : options;
    }

    private static List<PriceTier> TiersOf(StripeFields fields) =>
        fields
            .List("tiers")
            .Select(tier => new PriceTier(
                AmountOf(tier, "flat_amount"),
                AmountOf(tier, "unit_amount"),
                tier.NumberOrNull("up_to")
            ))
            .ToList();

    private static decimal? AmountOf(StripeFields fields, string name) =>
        fields.DecimalOrNull($"{name}_decimal") ?? fields.DecimalOrNull(name);
}

/// <summary>A price in one other currency.</summary>
internal sealed record PriceOption(bool Custom, IReadOnlyList<PriceTier>? Tiers, decimal? UnitAmount);

/// <summary>What units cost up to and including a quantity.</summary>
/// <param name="UpTo">Null for the last tier, which has no end.</param>
internal sealed record PriceTier(decimal? FlatAmount, decimal? UnitAmount, long? UpTo);
