namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>Of a customer only what prices depend on: neither name nor address.</summary>
/// <param name="Discount">Holds for subscriptions that have none of their own.</param>
internal sealed record CustomerRecord(long Created, string? Currency, bool Delinquent, DiscountRecord? Discount)
{
    public static CustomerRecord Of(StripeFields fields) =>
        new(
            fields.Number("created"),
            fields.TextOrNull("currency"),
            fields.Flag("delinquent"),
            fields.Object("discount") is { } discount ? DiscountRecord.Of(discount) : null
        );
}

internal sealed record ProductRecord(bool Active, string Name)
{
    public static ProductRecord Of(StripeFields fields) => new(fields.Flag("active"), fields.Text("name"));
}

internal sealed record PromotionCodeRecord(bool Active, string Code, string? Coupon)
{
    public static PromotionCodeRecord Of(StripeFields fields) =>
        new(
            fields.Flag("active"),
            fields.Text("code"),
            // From 2025-09-30.clover the coupon stands within the promotion.
            fields.Object("promotion")?.IdOrNull("coupon")
                ?? fields.IdOrNull("coupon")
        );
}
