using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

public sealed class InvoiceLine : StripeObject
{
    public override string Kind => "line_item";

    public required Invoice Invoice { get; init; }

    /// <summary>Null for a line that was typed in.</summary>
    public Price? Price { get; init; }

    public SubscriptionItem? Item { get; init; }

    public long? Quantity { get; init; }

    /// <summary>Before discounts and tax, in minor units; negative for a credit.</summary>
    public required long Amount { get; init; }

    public long DiscountAmount { get; init; }

    public required DateTimeOffset PeriodStart { get; init; }

    public required DateTimeOffset PeriodEnd { get; init; }

    public bool IsProration { get; init; }

    public required string Description { get; init; }

    public override JsonObject Render(Rendering rendering)
    {
        var line = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["currency"] = Invoice.Currency,
            ["description"] = Description,
            ["discount_amounts"] =
                DiscountAmount == 0
                    ? new JsonArray()
                    : new JsonArray(new JsonObject { ["amount"] = DiscountAmount, ["discount"] = DiscountId }),
            ["discountable"] = !IsProration,
            ["discounts"] = new JsonArray(),
            ["invoice"] = Invoice.Id,
            ["livemode"] = rendering.Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["period"] = new JsonObject { ["end"] = Json.Time(PeriodEnd), ["start"] = Json.Time(PeriodStart) },
            ["quantity"] = Quantity,
        };
        if (rendering.Version.IsBasil)
            AddNewFields(line, rendering.Version);
        else
            AddOldFields(line, rendering);
        return line;
    }

    private string? DiscountId =>
        Item?.Discounts.FirstOrDefault()?.Id ?? Invoice.Subscription?.Discounts.FirstOrDefault()?.Id;

    private decimal? UnitAmount => Price?.Terms.UnitAmount ?? (Quantity is > 0 ? (decimal)Amount / Quantity : null);

    private void AddNewFields(JsonObject line, ApiVersion version)
    {
        var ofSubscription = new JsonObject
        {
            ["invoice_item"] = null,
            ["proration"] = IsProration,
            ["proration_details"] = new JsonObject { ["credited_items"] = null },
            ["subscription"] = Invoice.Subscription?.Id,
            ["subscription_item"] = Item?.Id,
        };
        var ofInvoiceItem = new JsonObject
        {
            ["invoice_item"] = $"ii_{Id[3..]}",
            ["proration"] = IsProration,
            ["proration_details"] = new JsonObject { ["credited_items"] = null },
            ["subscription"] = Invoice.Subscription?.Id,
        };
        line["parent"] = new JsonObject
        {
            ["invoice_item_details"] = Item is null ? ofInvoiceItem : null,
            ["subscription_item_details"] = Item is null ? null : ofSubscription,
            ["type"] = Item is null ? "invoice_item_details" : "subscription_item_details",
        };
        line["pricing"] = Price is null
            ? null
            : new JsonObject
            {
                ["price_details"] = new JsonObject { ["price"] = Price.Id, ["product"] = Price.Product.Id },
                ["type"] = "price_details",
                ["unit_amount_decimal"] = Json.Decimal(UnitAmount),
            };
        line["subtotal"] = Amount;
        line["taxes"] = new JsonArray();
        if (version.IsDahlia)
            line["quantity_decimal"] = Json.Decimal(Quantity);
    }

    private void AddOldFields(JsonObject line, Rendering rendering)
    {
        line["amount_excluding_tax"] = Amount;
        line["plan"] = Price?.RenderPlan(rendering);
        line["price"] = Price?.Render(rendering);
        line["proration"] = IsProration;
        line["subscription"] = Invoice.Subscription?.Id;
        line["subscription_item"] = Item?.Id;
        line["tax_amounts"] = new JsonArray();
        line["type"] = Item is null ? "invoiceitem" : "subscription";
        line["unit_amount_excluding_tax"] = Json.Decimal(UnitAmount);
    }
}
