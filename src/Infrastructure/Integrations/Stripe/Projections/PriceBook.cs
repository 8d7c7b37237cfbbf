using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Prices and coupons by their ids, for what subscriptions and invoices only name.</summary>
internal sealed class PriceBook
{
    private readonly Dictionary<string, PriceRecord> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CouponRecord> _coupons = new(StringComparer.Ordinal);

    public static async Task<PriceBook> ReadAsync(IRecordReader records, CancellationToken cancellationToken)
    {
        var book = new PriceBook();
        await foreach (var record in records.ReadAsync(StripeStreams.Prices, null, cancellationToken))
        {
            if (StoredJson.Read<PriceRecord>(record) is { } price)
                book._prices[record.Id] = price;
        }
        await foreach (var record in records.ReadAsync(StripeStreams.Coupons, null, cancellationToken))
        {
            if (StoredJson.Read<CouponRecord>(record) is { } coupon)
                book._coupons[record.Id] = coupon;
        }
        return book;
    }

    public PriceRecord? Price(string? id) => id is null ? null : _prices.GetValueOrDefault(id);

    /// <summary>The price as an item shows it, with the tiers and currencies that only the catalogue tells.</summary>
    public PriceRecord Whole(PriceRecord price) => price.With(Price(price.Id));

    /// <summary>The terms of a discount; null where nothing is known of them.</summary>
    public CouponRecord? Terms(DiscountRecord discount)
    {
        var known = discount.CouponId is { } id ? _coupons.GetValueOrDefault(id) : null;
        if (discount.Coupon is not { } coupon)
            return known;
        return known is null
            ? coupon
            : coupon with
            {
                AppliesTo = coupon.AppliesTo ?? known.AppliesTo,
                Options = coupon.Options ?? known.Options,
            };
    }
}
