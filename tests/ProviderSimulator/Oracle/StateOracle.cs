using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Api;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Oracle;

/// <summary>What a complete and current copy of an account holds.</summary>
public static class StateOracle
{
    /// <summary>Every object by its id as a version shows it; customers who were deleted are there as deleted.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Of(StripeAccount account, ApiVersion? version = null) =>
        account.Locked(() =>
        {
            var rendering = account.Rendering(version);
            var store = account.Store;
            IEnumerable<StripeObject> all =
            [
                .. store.Customers.All,
                .. store.Products.All,
                .. store.Prices.All,
                .. store.Coupons.All,
                .. store.PromotionCodes.All,
                .. store.Subscriptions.All,
                .. store.Invoices.All,
                .. store.InvoicePayments.All,
                .. store.PaymentIntents.All,
                .. store.Charges.All,
                .. store.Refunds.All,
                .. store.Disputes.All,
                .. store.BalanceTransactions.All,
                .. store.Payouts.All,
                .. store.CreditNotes.All,
            ];
            return all.Where(row => !row.IsDeleted || row is Customer)
                .ToDictionary(row => row.Id, row => Shown(row, rendering), StringComparer.Ordinal);
        });

    private static JsonObject Shown(StripeObject row, Rendering rendering)
    {
        var shown = row.Render(rendering);
        Expansion.Prune(shown);
        return shown;
    }
}
