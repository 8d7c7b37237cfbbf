using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>What can be done to products, prices, coupons and promotion codes.</summary>
public sealed class CatalogActions(StripeAccount account)
{
    public Product CreateProduct(string name, string? id = null) =>
        account.Locked(() =>
        {
            var product = new Product
            {
                Id = id ?? account.NewId("prod"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Name = name,
                Updated = account.Now,
            };
            account.Store.Products.Add(product);
            account.Emit("product.created", product);
            return product;
        });

    /// <param name="product">Made for it where it is null.</param>
    public Price CreatePrice(PriceTerms terms, Product? product = null, string? id = null, string? nickname = null) =>
        account.Locked(() =>
        {
            var price = new Price
            {
                Id = id ?? account.NewId("price"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Product = product ?? CreateProduct(nickname ?? "Plan"),
                Terms = terms,
                Nickname = nickname,
            };
            account.Store.Prices.Add(price);
            account.Emit("price.created", price);
            return price;
        });

    /// <summary>No new subscription can have it; those that do keep it.</summary>
    public void Archive(Price price) =>
        account.Locked(() =>
        {
            price.Active = false;
            account.Emit("price.updated", price, new JsonObject { ["active"] = true });
        });

    public void Rename(Product product, string name) =>
        account.Locked(() =>
        {
            var previous = new JsonObject { ["name"] = product.Name };
            product.Name = name;
            product.Updated = account.Now;
            account.Emit("product.updated", product, previous);
        });

    public Coupon CreateCoupon(CouponTerms terms, string? id = null, string? name = null) =>
        account.Locked(() =>
        {
            var coupon = new Coupon
            {
                Id = id ?? account.NewId("coupon"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Terms = terms,
                Name = name,
            };
            account.Store.Coupons.Add(coupon);
            account.Emit("coupon.created", coupon);
            return coupon;
        });

    /// <summary>Nobody can redeem it any more; discounts in use go on.</summary>
    public void Delete(Coupon coupon) =>
        account.Locked(() =>
        {
            account.Emit("coupon.deleted", coupon);
            coupon.IsDeleted = true;
        });

    public PromotionCode CreatePromotionCode(Coupon coupon, string code) =>
        account.Locked(() =>
        {
            var promotion = new PromotionCode
            {
                Id = account.NewId("promo"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Code = code,
                Coupon = coupon,
            };
            account.Store.PromotionCodes.Add(promotion);
            account.Emit("promotion_code.created", promotion);
            return promotion;
        });

    internal Discount Redeem(Coupon coupon, string customer, string? subscription = null, string? item = null)
    {
        coupon.TimesRedeemed++;
        var discount = new Discount
        {
            Id = account.NewId("di"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Coupon = coupon,
            Start = account.Now,
            End = coupon.Terms is { Duration: "repeating", Months: { } months } ? account.Now.AddMonths(months) : null,
            Customer = customer,
            Subscription = subscription,
            SubscriptionItem = item,
        };
        return account.Store.Discounts.Add(discount);
    }
}
