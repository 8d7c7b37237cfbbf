using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Says in words how a subscription comes to its amount per month.</summary>
internal sealed class MrrNotes(ProjectionRequest request, PriceBook prices)
{
    /// <param name="day">At whose end it is looked at.</param>
    public string Of(SubscriptionTimeline subscription, DateOnly day)
    {
        if (request.SyncedSince is { } synced && day < request.Calendar.DateOf(synced))
            return "rebuilt: before the first sync only what was invoiced is known";
        var end = request.Calendar.StartOf(day.AddDays(1));
        var state =
            subscription.States.LastOrDefault(state => state.Since is null || state.Since < end)
            ?? subscription.States[0];
        if (StoredJson.Read<SubscriptionRecord>(state.Record) is not { } terms)
            return "deleted";
        var discounts = terms.Items.SelectMany(item => item.Discounts ?? []).Concat(terms.Discounts ?? []);
        var notes = terms.Items.Select(item => Item(item, terms.Currency)).Concat(discounts.Select(Discount));
        if (terms.Status == "past_due")
            notes = notes.Append("past due");
        if (terms.Status != "canceled" && (terms.CancelAtPeriodEnd || terms.CancelAt is not null))
            notes = notes.Append("set to end");
        return string.Join("; ", notes);
    }

    /// <summary>An amount as people read it: 1,200.00, with the currency's decimals and further ones only where there are any.</summary>
    public static string Money(decimal amount, string currency) =>
        amount.ToString(
            "#,0." + new string('0', StripeMoney.Decimals(currency)) + "######",
            CultureInfo.InvariantCulture
        );

    private string Item(SubscriptionItem item, string currency)
    {
        var price = prices.Whole(item.Price);
        if (price.Interval is not { } interval)
            return "paid once: nothing";
        if (price.Metered)
            return "metered: nothing";
        var count = price.IntervalCount;
        var charged = StripeMoney.Major(MrrMath.Charged(price, item.Quantity ?? 1, currency), currency);
        var every = count == 1 ? interval : $"{count} {interval}s";
        var factor = interval switch
        {
            "day" => " × 365 ÷ 12",
            "week" => " × 52 ÷ 12",
            "year" => " ÷ 12",
            _ => "",
        };
        var note = $"{Money(charged, currency)} per {every}{factor}{(count == 1 ? "" : $" ÷ {count}")}";
        if (item.Quantity is > 1)
            note += $" for {item.Quantity}";
        return item.TaxIncluded is > 0m and var tax ? $"{note}, {Number(tax)} % tax taken out" : note;
    }

    private string Discount(DiscountRecord discount)
    {
        if (prices.Terms(discount) is not { } coupon)
            return "a discount of unknown terms";
        var off = coupon.PercentOff is { } percent
            ? $"{Number(percent)} % off"
            : $"{Money(StripeMoney.Major(coupon.AmountOff ?? 0m, coupon.Currency ?? ""), coupon.Currency ?? "")} off each invoice";
        return coupon.Duration switch
        {
            "forever" => $"{off} forever",
            "once" => $"{off} once",
            _ => $"{off} for {coupon.DurationInMonths} months",
        };
    }

    private static string Number(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
