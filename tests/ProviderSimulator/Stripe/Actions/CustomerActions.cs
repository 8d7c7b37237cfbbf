using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>What can be done to customers.</summary>
public sealed class CustomerActions(StripeAccount account)
{
    /// <param name="id">Made up where it is null.</param>
    public Customer Create(string? name = null, string? email = null, string? id = null) =>
        account.Locked(() =>
        {
            var customer = new Customer
            {
                Id = id ?? account.NewId("cus"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Name = name,
                Email = email,
            };
            account.Store.Customers.Add(customer);
            account.Emit("customer.created", customer);
            return customer;
        });

    public void Rename(Customer customer, string name) =>
        account.Locked(() =>
        {
            var previous = new JsonObject { ["name"] = customer.Name };
            customer.Name = name;
            account.Emit("customer.updated", customer, previous);
        });

    public void SetDelinquent(Customer customer, bool delinquent) =>
        account.Locked(() =>
        {
            var previous = new JsonObject { ["delinquent"] = customer.Delinquent };
            customer.Delinquent = delinquent;
            account.Emit("customer.updated", customer, previous);
        });

    /// <summary>Ends the customer's subscriptions first. The id then answers that it is deleted.</summary>
    public void Delete(Customer customer) =>
        account.Locked(() =>
        {
            var living = account.Store.Subscriptions.All.Where(one =>
                one.Customer == customer && one.Status != "canceled"
            );
            foreach (var subscription in living.ToList())
                account.Subscriptions.Cancel(subscription);
            // The event shows the customer as it last was.
            account.Emit("customer.deleted", customer);
            customer.IsDeleted = true;
        });

    /// <summary>A discount for all subscriptions of the customer that have none of their own.</summary>
    public Discount SetDiscount(Customer customer, Coupon coupon) =>
        account.Locked(() =>
        {
            var discount = account.Catalog.Redeem(coupon, customer.Id);
            customer.Discount = discount;
            account.Facts.Add(new CustomerDiscountFact(account.Now, customer.Id, discount));
            account.Emit("customer.discount.created", discount);
            return discount;
        });

    public void RemoveDiscount(Customer customer) =>
        account.Locked(() =>
        {
            if (customer.Discount is not { } discount)
                return;
            customer.Discount = null;
            account.Facts.Add(new CustomerDiscountFact(account.Now, customer.Id, null));
            account.Emit("customer.discount.deleted", discount);
        });
}
