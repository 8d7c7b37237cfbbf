using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

/// <summary>A line of the ledger. It never changes, but that pending money becomes available.</summary>
public sealed class BalanceTransaction : StripeObject
{
    public override string Kind => "balance_transaction";

    /// <summary>As in <c>charge</c>, <c>payment</c>, <c>refund</c>, <c>adjustment</c>, <c>payout</c>, <c>stripe_fee</c>.</summary>
    public required string Type { get; init; }

    /// <summary>As in <c>charge</c>, <c>refund</c>, <c>dispute</c>, <c>dispute_reversal</c>, <c>fee</c>, <c>payout</c>.</summary>
    public required string Category { get; init; }

    /// <summary>In minor units of the settlement currency; negative for money that leaves.</summary>
    public required long Amount { get; init; }

    public long Fee { get; init; }

    public long Net => Amount - Fee;

    /// <summary>What the money was settled in.</summary>
    public required string Currency { get; init; }

    /// <summary>From the currency that the buyer saw; null where they are one.</summary>
    public decimal? ExchangeRate { get; init; }

    public string? Description { get; init; }

    /// <summary>The id of what caused it.</summary>
    public string? Source { get; init; }

    public DateTimeOffset AvailableOn { get; init; }

    public override JsonObject Render(Rendering rendering)
    {
        var transaction = new JsonObject
        {
            ["id"] = Id,
            ["object"] = Kind,
            ["amount"] = Amount,
            ["available_on"] = Json.Time(AvailableOn),
            ["created"] = Json.Time(Created),
            ["currency"] = Currency,
            ["description"] = Description,
            ["exchange_rate"] = ExchangeRate,
            ["fee"] = Fee,
            ["fee_details"] = FeeDetails(),
            ["net"] = Net,
            ["reporting_category"] = Category,
            ["source"] = Source,
            ["status"] = AvailableOn <= rendering.Now ? "available" : "pending",
            ["type"] = Type,
        };
        if (rendering.Version.IsBasil)
            transaction["balance_type"] = "payments";
        return transaction;
    }

    private JsonArray FeeDetails() =>
        Fee == 0
            ? []
            :
            [
                new JsonObject
                {
                    ["amount"] = Fee,
                    ["application"] = null,
                    ["currency"] = Currency,
                    ["description"] = "Stripe processing fees",
                    ["type"] = "stripe_fee",
                },
            ];
}
