using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class SubscriptionItem : StripeObject
{
    public override string Kind => "subscription_item";

    public required Subscription Subscription { get; init; }

    public Price Price { get; internal set; } = null!;

    /// <summary>Null for metered prices.</summary>
    public long? Quantity { get; internal set; }

    public List<Discount> Discounts { get; } = [];

    public DateTimeOffset PeriodStart { get; internal set; }

    public DateTimeOffset PeriodEnd { get; internal set; }

    public override JsonObject Render(Rendering rendering)
    {
        var item = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["billing_thresholds"] = null,
            ["created"] = Json.Time(Created),
            ["discounts"] = Json.Ids(Discounts),
            ["metadata"] = Json.Map(Metadata),
            ["plan"] = Price.RenderPlan(rendering),
            ["price"] = Price.Render(rendering),
            ["quantity"] = Quantity,
            ["subscription"] = Subscription.Id,
            ["tax_rates"] = new JsonArray(),
        };
        if (rendering.Version.IsBasil)
        {
            item["current_period_end"] = Json.Time(PeriodEnd);
            item["current_period_start"] = Json.Time(PeriodStart);
        }
        return item;
    }
}

public sealed class Subscription : StripeObject
{
    public override string Kind => "subscription";

    public required Customer Customer { get; init; }

    public required string Currency { get; init; }

    /// <summary>incomplete, incomplete_expired, trialing, active, past_due, unpaid, paused or canceled.</summary>
    public string Status { get; internal set; } = "active";

    public List<SubscriptionItem> Items { get; } = [];

    public List<Discount> Discounts { get; } = [];

    public required DateTimeOffset StartDate { get; init; }

    public DateTimeOffset? TrialStart { get; internal set; }

    public DateTimeOffset? TrialEnd { get; internal set; }

    public bool CancelAtPeriodEnd { get; internal set; }

    public DateTimeOffset? CancelAt { get; internal set; }

    public DateTimeOffset? CanceledAt { get; internal set; }

    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>cancellation_requested, payment_failed or payment_disputed; null while it lives.</summary>
    public string? CancellationReason { get; internal set; }

    /// <summary>void, mark_uncollectible or keep_as_draft; null where collection is not paused.</summary>
    public string? PauseBehavior { get; internal set; }

    public Invoice? LatestInvoice { get; internal set; }

    public DateTimeOffset PeriodStart => Items[0].PeriodStart;

    public DateTimeOffset PeriodEnd => Items[0].PeriodEnd;

    public override JsonObject Render(Rendering rendering)
    {
        var subscription = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["application"] = null,
            ["application_fee_percent"] = null,
            ["automatic_tax"] = new JsonObject { ["enabled"] = false, ["liability"] = null },
            ["billing_cycle_anchor"] = Json.Time(TrialEnd ?? StartDate),
            ["billing_thresholds"] = null,
            ["cancel_at"] = Json.Time(CancelAt),
            ["cancel_at_period_end"] = CancelAtPeriodEnd,
            ["canceled_at"] = Json.Time(CanceledAt),
            ["cancellation_details"] = new JsonObject
            {
                ["comment"] = null,
                ["feedback"] = null,
                ["reason"] = CancellationReason,
            },
            ["collection_method"] = "charge_automatically",
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["customer"] = Customer.Id,
            ["days_until_due"] = null,
            ["default_payment_method"] = null,
            ["default_source"] = null,
            ["default_tax_rates"] = new JsonArray(),
            ["description"] = null,
            ["discounts"] = Json.Ids(Discounts),
            ["ended_at"] = Json.Time(EndedAt),
            ["items"] = rendering.Embedded(Items, $"/v1/subscription_items?subscription={Id}"),
            ["latest_invoice"] = LatestInvoice?.Id,
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["next_pending_invoice_item_invoice"] = null,
            ["on_behalf_of"] = null,
            ["pause_collection"] = PauseBehavior is null
                ? null
                : new JsonObject { ["behavior"] = PauseBehavior, ["resumes_at"] = null },
            ["pending_setup_intent"] = null,
            ["pending_update"] = null,
            ["schedule"] = null,
            ["start_date"] = Json.Time(StartDate),
            ["status"] = Status,
            ["test_clock"] = null,
            ["transfer_data"] = null,
            ["trial_end"] = Json.Time(TrialEnd),
            ["trial_start"] = Json.Time(TrialStart),
        };
        if (rendering.Version.IsBasil)
        {
            subscription["billing_mode"] = new JsonObject { ["type"] = "classic" };
            return subscription;
        }
        subscription["current_period_end"] = Json.Time(PeriodEnd);
        subscription["current_period_start"] = Json.Time(PeriodStart);
        subscription["discount"] = Discounts.FirstOrDefault()?.Render(rendering);
        subscription["plan"] = Items.Count == 1 ? Items[0].Price.RenderPlan(rendering) : null;
        subscription["quantity"] = Items.Count == 1 ? Items[0].Quantity : null;
        return subscription;
    }
}
