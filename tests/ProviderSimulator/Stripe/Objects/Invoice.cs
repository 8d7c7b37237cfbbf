using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class Invoice : StripeObject
{
    public override string Kind => "invoice";

    public required Customer Customer { get; init; }

    public Subscription? Subscription { get; init; }

    public required string Currency { get; init; }

    /// <summary>subscription_create, subscription_cycle, subscription_update or manual.</summary>
    public required string BillingReason { get; init; }

    /// <summary>draft, open, paid, void or uncollectible.</summary>
    public string Status { get; internal set; } = "draft";

    public List<InvoiceLine> Lines { get; } = [];

    public DateTimeOffset PeriodStart { get; init; }

    public DateTimeOffset PeriodEnd { get; init; }

    /// <summary>Added to the total, in minor units.</summary>
    public long Tax { get; init; }

    public int AttemptCount { get; internal set; }

    public DateTimeOffset? FinalizedAt { get; internal set; }

    public DateTimeOffset? PaidAt { get; internal set; }

    public DateTimeOffset? VoidedAt { get; internal set; }

    public DateTimeOffset? UncollectibleAt { get; internal set; }

    public PaymentIntent? PaymentIntent { get; internal set; }

    public List<InvoicePayment> Payments { get; } = [];

    /// <summary>Credited after it was paid, in minor units.</summary>
    public long PostPaymentCredit { get; internal set; }

    public long Subtotal => Lines.Sum(line => line.Amount);

    public long DiscountAmount => Lines.Sum(line => line.DiscountAmount);

    public long Total => Subtotal - DiscountAmount + Tax;

    public long AmountPaid => Status == "paid" ? Math.Max(0, Total) : 0;

    private long AmountDue => Math.Max(0, Total);

    public override JsonObject Render(Rendering rendering)
    {
        var invoice = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["account_country"] = "US",
            ["account_name"] = "Simulated",
            ["amount_due"] = AmountDue,
            ["amount_paid"] = AmountPaid,
            ["amount_remaining"] = AmountDue - AmountPaid,
            ["attempt_count"] = AttemptCount,
            ["attempted"] = AttemptCount > 0,
            ["auto_advance"] = Status == "open",
            ["billing_reason"] = BillingReason,
            ["collection_method"] = "charge_automatically",
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["customer"] = Customer.Id,
            ["customer_email"] = Customer.Email,
            ["customer_name"] = Customer.Name,
            ["default_tax_rates"] = new JsonArray(),
            ["description"] = null,
            ["discounts"] = Json.Ids(Subscription?.Discounts ?? []),
            ["due_date"] = null,
            ["effective_at"] = Json.Time(FinalizedAt),
            ["lines"] = rendering.Embedded(Lines, $"/v1/invoices/{Id}/lines"),
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["next_payment_attempt"] = null,
            ["number"] = FinalizedAt is null ? null : $"NEXUS-{Sequence:D6}",
            ["period_end"] = Json.Time(PeriodEnd),
            ["period_start"] = Json.Time(PeriodStart),
            ["post_payment_credit_notes_amount"] = PostPaymentCredit,
            ["pre_payment_credit_notes_amount"] = 0,
            ["starting_balance"] = 0,
            ["ending_balance"] = FinalizedAt is null ? null : 0,
            ["status"] = Status,
            ["status_transitions"] = new JsonObject
            {
                ["finalized_at"] = Json.Time(FinalizedAt),
                ["marked_uncollectible_at"] = Json.Time(UncollectibleAt),
                ["paid_at"] = Json.Time(PaidAt),
                ["voided_at"] = Json.Time(VoidedAt),
            },
            ["subtotal"] = Subtotal,
            ["subtotal_excluding_tax"] = Subtotal,
            ["total"] = Total,
            ["total_discount_amounts"] = DiscountAmounts(),
            ["total_excluding_tax"] = Total - Tax,
        };
        if (rendering.Version.IsBasil)
            AddNewFields(invoice, rendering);
        else
            AddOldFields(invoice, rendering);
        return invoice;
    }

    private void AddNewFields(JsonObject invoice, Rendering rendering)
    {
        invoice["parent"] = Subscription is null
            ? null
            : new JsonObject
            {
                ["quote_details"] = null,
                ["subscription_details"] = new JsonObject
                {
                    ["metadata"] = new JsonObject(),
                    ["subscription"] = Subscription.Id,
                },
                ["type"] = "subscription_details",
            };
        invoice["total_taxes"] = Tax == 0 ? new JsonArray() : new JsonArray(Json.Tax(Tax));
        // Includable: taken out again unless it is asked for.
        invoice["payments"] = rendering.Embedded(Payments, $"/v1/invoice_payments?invoice={Id}");
    }

    private void AddOldFields(JsonObject invoice, Rendering rendering)
    {
        invoice["charge"] = PaymentIntent?.LatestCharge?.Id;
        invoice["discount"] = Subscription?.Discounts.FirstOrDefault()?.Render(rendering);
        invoice["paid"] = Status == "paid";
        invoice["payment_intent"] = PaymentIntent?.Id;
        invoice["subscription"] = Subscription?.Id;
        invoice["tax"] = Tax == 0 ? null : Tax;
        invoice["total_tax_amounts"] = Tax == 0 ? new JsonArray() : new JsonArray(Json.OldTax(Tax));
    }

    private JsonArray DiscountAmounts() =>
        DiscountAmount == 0 || Subscription is null || Subscription.Discounts.Count == 0
            ? []
            : [new JsonObject { ["amount"] = DiscountAmount, ["discount"] = Subscription.Discounts[0].Id }];
}

/// <summary>Which payment paid which invoice; the API has it from basil on.</summary>
public sealed class InvoicePayment : StripeObject
{
    public override string Kind => "invoice_payment";

    public required Invoice Invoice { get; init; }

    public required PaymentIntent PaymentIntent { get; init; }

    public required long Amount { get; init; }

    public string Status { get; internal set; } = "open";

    public DateTimeOffset? PaidAt { get; internal set; }

    public override JsonObject Render(Rendering rendering) =>
        new()
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount_paid"] = Status == "paid" ? Amount : null,
            ["amount_requested"] = Amount,
            ["created"] = Json.Time(Created),
            ["currency"] = Invoice.Currency,
            ["invoice"] = Invoice.Id,
            ["is_default"] = true,
            ["livemode"] = rendering.Livemode,
            ["payment"] = new JsonObject { ["payment_intent"] = PaymentIntent.Id, ["type"] = "payment_intent" },
            ["status"] = Status,
            ["status_transitions"] = new JsonObject { ["canceled_at"] = null, ["paid_at"] = Json.Time(PaidAt) },
        };
}
