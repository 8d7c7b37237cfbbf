namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>One state of a subscription. Moments are Unix seconds.</summary>
/// <param name="CancelAt">When it is set to end; null where it is not.</param>
/// <param name="PauseBehavior">void, mark_uncollectible or keep_as_draft; null where collection is not paused.</param>
/// <param name="PauseEnds">When collection resumes by itself.</param>
/// <param name="Status">active, past_due, trialing, unpaid, paused, canceled, incomplete or incomplete_expired.</param>
internal sealed record SubscriptionRecord(
    string Customer,
    string Currency,
    string Status,
    long Start,
    IReadOnlyList<SubscriptionItem> Items,
    IReadOnlyList<DiscountRecord>? Discounts = null,
    long? CancelAt = null,
    bool CancelAtPeriodEnd = false,
    long? CanceledAt = null,
    string? CancelReason = null,
    long? EndedAt = null,
    string? PauseBehavior = null,
    long? PauseEnds = null,
    long? PeriodEnd = null,
    long? TrialEnd = null,
    long? TrialStart = null
)
{
    public static SubscriptionRecord Of(StripeFields fields)
    {
        var items = ItemsOf(fields);
        var pause = fields.Object("pause_collection");
        return new SubscriptionRecord(
            fields.IdOrNull("customer") ?? fields.TextOrNull("customer_account") ?? throw fields.Missing("customer"),
            // Versions before 2022 leave the currency to the prices.
            fields.TextOrNull("currency")
                ?? (items is [var first, ..] ? first.Price.Currency : throw fields.Missing("currency")),
            fields.Text("status"),
            fields.NumberOrNull("start_date") ?? fields.Number("created"),
            items,
            DiscountRecord.AllOf(fields),
            fields.NumberOrNull("cancel_at"),
            fields.Flag("cancel_at_period_end"),
            fields.NumberOrNull("canceled_at"),
            fields.Object("cancellation_details")?.TextOrNull("reason"),
            fields.NumberOrNull("ended_at"),
            pause?.Text("behavior"),
            pause?.NumberOrNull("resumes_at"),
            PeriodEndOf(fields),
            fields.NumberOrNull("trial_end"),
            fields.NumberOrNull("trial_start")
        );
    }

    private static List<SubscriptionItem> ItemsOf(StripeFields fields)
    {
        if (!fields.Has("items"))
            throw fields.Missing("items");
        var taxes = InclusiveTax(fields, "default_tax_rates");
        var items = fields
            .List("items")
            .Where(item => !item.Flag("deleted"))
            .Select(item =>
            {
                var price = item.Object("price") ?? item.Object("plan") ?? throw item.Missing("price");
                return new SubscriptionItem(
                    PriceRecord.Of(price),
                    item.NumberOrNull("quantity"),
                    DiscountRecord.AllOf(item),
                    InclusiveTax(item, "tax_rates") ?? taxes
                );
            })
            .ToList();
        // Before subscriptions had items they had one plan.
        if (items.Count == 0 && fields.Object("plan") is { } plan)
            items.Add(new SubscriptionItem(PriceRecord.Of(plan), fields.NumberOrNull("quantity"), null, taxes));
        return items;
    }

    /// <remarks>From 2025-03-31.basil each item has a period of its own; the subscription's is gone.</remarks>
    private static long? PeriodEndOf(StripeFields fields) =>
        fields.List("items").Select(item => item.NumberOrNull("current_period_end")).Max()
        ?? fields.NumberOrNull("current_period_end");

    private static decimal? InclusiveTax(StripeFields fields, string name)
    {
        var rates = fields.IdsOrObjects(name).Where(rate => rate.Object is not null).ToList();
        return rates.Count == 0
            ? null
            : rates
                .Where(rate => rate.Object!.Value.Flag("inclusive"))
                .Sum(rate => rate.Object!.Value.DecimalOrNull("percentage") ?? 0m);
    }
}

/// <param name="Quantity">Null counts as one.</param>
/// <param name="TaxIncluded">Percent of tax that the price includes; null where it includes none.</param>
internal sealed record SubscriptionItem(
    PriceRecord Price,
    long? Quantity,
    IReadOnlyList<DiscountRecord>? Discounts = null,
    decimal? TaxIncluded = null
);
