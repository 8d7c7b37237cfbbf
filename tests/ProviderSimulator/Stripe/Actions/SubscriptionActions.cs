using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>What can be done to subscriptions. Each action is noted as a fact and leaves its events.</summary>
public sealed class SubscriptionActions(StripeAccount account)
{
    /// <summary>Begins a subscription: with its first invoice, unless it is on trial.</summary>
    public Subscription Create(Customer customer, Price price, SubscriptionTerms? terms = null) =>
        account.Locked(() =>
        {
            var how = terms ?? new();
            var subscription = new Subscription
            {
                Id = how.Id ?? account.NewId("sub"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Customer = customer,
                Currency = how.Currency ?? price.Terms.Currency,
                StartDate = account.Now,
                TrialStart = how.TrialEnd is null ? null : account.Now,
                TrialEnd = how.TrialEnd,
                Status = how.TrialEnd is null ? "active" : "trialing",
            };
            customer.Currency ??= subscription.Currency;
            var first = NewItem(subscription, price, how.Quantity, how.TrialEnd);
            foreach (var (more, quantity) in how.MoreItems)
                NewItem(subscription, more, quantity, how.TrialEnd);
            foreach (var coupon in how.ItemCoupons)
                first.Discounts.Add(account.Catalog.Redeem(coupon, customer.Id, subscription.Id, first.Id));
            foreach (var coupon in how.Coupons)
                subscription.Discounts.Add(account.Catalog.Redeem(coupon, customer.Id, subscription.Id));
            account.Store.Subscriptions.Add(subscription);
            if (!how.Pays && how.TrialEnd is null)
                subscription.Status = "incomplete";
            Note(subscription);
            account.Emit("customer.subscription.created", subscription);
            if (how.Bills && how.TrialEnd is null)
                account.Invoices.Bill(subscription, "subscription_create", how.Pays);
            return subscription;
        });

    public void ChangeQuantity(Subscription subscription, long quantity, int item = 0) =>
        ChangePrice(subscription, subscription.Items[item].Price, quantity, item);

    /// <summary>Moves an item to another price. A price of another interval begins a new period.</summary>
    public void ChangePrice(Subscription subscription, Price price, long? quantity = null, int item = 0) =>
        Change(
            subscription,
            ["items"],
            () =>
            {
                var changed = subscription.Items[item];
                account.Invoices.Prorate(subscription, changed, price, quantity ?? changed.Quantity);
                var terms = changed.Price.Terms;
                var isSameCycle =
                    (terms.Interval, terms.IntervalCount) == (price.Terms.Interval, price.Terms.IntervalCount);
                changed.Price = price;
                changed.Quantity = quantity ?? changed.Quantity;
                if (!isSameCycle)
                    (changed.PeriodStart, changed.PeriodEnd) = (account.Now, Periods.After(account.Now, price.Terms));
            }
        );

    public SubscriptionItem AddItem(Subscription subscription, Price price, long? quantity = 1)
    {
        SubscriptionItem? added = null;
        Change(subscription, ["items"], () => added = NewItem(subscription, price, quantity, null));
        return added!;
    }

    public void RemoveItem(Subscription subscription, SubscriptionItem item) =>
        Change(
            subscription,
            ["items"],
            () =>
            {
                subscription.Items.Remove(item);
                item.IsDeleted = true;
            }
        );

    public Discount AddDiscount(Subscription subscription, Coupon coupon)
    {
        Discount? added = null;
        Change(
            subscription,
            ["discounts"],
            () =>
            {
                added = account.Catalog.Redeem(coupon, subscription.Customer.Id, subscription.Id);
                subscription.Discounts.Add(added);
                account.Emit("customer.discount.created", added);
            }
        );
        return added!;
    }

    public void RemoveDiscounts(Subscription subscription) =>
        Change(subscription, ["discounts"], subscription.Discounts.Clear);

    /// <summary>Ends it now.</summary>
    /// <param name="reason">cancellation_requested, payment_failed or payment_disputed.</param>
    public void Cancel(Subscription subscription, string reason = "cancellation_requested") =>
        account.Locked(() =>
        {
            subscription.Status = "canceled";
            subscription.CanceledAt ??= account.Now;
            subscription.EndedAt = account.Now;
            subscription.CancellationReason ??= reason;
            Note(subscription);
            account.Emit("customer.subscription.deleted", subscription);
        });

    /// <summary>It is going to end with its period; <see cref="Cancel"/> at that time ends it.</summary>
    public void CancelAtPeriodEnd(Subscription subscription) =>
        Change(
            subscription,
            ["cancel_at_period_end", "cancel_at", "canceled_at", "cancellation_details"],
            () =>
            {
                subscription.CancelAtPeriodEnd = true;
                subscription.CancelAt = subscription.PeriodEnd;
                subscription.CanceledAt = account.Now;
                subscription.CancellationReason = "cancellation_requested";
            }
        );

    /// <summary>Takes <see cref="CancelAtPeriodEnd"/> back.</summary>
    public void KeepOn(Subscription subscription) =>
        Change(
            subscription,
            ["cancel_at_period_end", "cancel_at", "canceled_at", "cancellation_details"],
            () =>
            {
                subscription.CancelAtPeriodEnd = false;
                (subscription.CancelAt, subscription.CanceledAt) = (null, null);
                subscription.CancellationReason = null;
            }
        );

    /// <summary>Sets the status to <c>paused</c>, as a trial without a card ends.</summary>
    public void Pause(Subscription subscription) => SetStatus(subscription, "paused", "customer.subscription.paused");

    /// <summary>From <c>paused</c> to <c>active</c>.</summary>
    public void Resume(Subscription subscription) => SetStatus(subscription, "active", "customer.subscription.resumed");

    /// <summary>Goes on without collecting.</summary>
    /// <param name="behavior">void, mark_uncollectible or keep_as_draft.</param>
    public void PauseCollection(Subscription subscription, string behavior = "void") =>
        Change(subscription, ["pause_collection"], () => subscription.PauseBehavior = behavior);

    public void ResumeCollection(Subscription subscription) =>
        Change(subscription, ["pause_collection"], () => subscription.PauseBehavior = null);

    /// <summary>Ends the trial now: the first period begins and is billed.</summary>
    public void EndTrial(Subscription subscription, bool pays = true, bool bills = true) =>
        account.Locked(() =>
        {
            var isEarly = subscription.TrialEnd > account.Now;
            Change(
                subscription,
                isEarly ? ["status", "items", "trial_end"] : ["status", "items"],
                () =>
                {
                    if (isEarly)
                        subscription.TrialEnd = account.Now;
                    subscription.Status = pays ? "active" : "past_due";
                    foreach (var item in subscription.Items)
                    {
                        item.PeriodStart = account.Now;
                        item.PeriodEnd = Periods.After(account.Now, item.Price.Terms);
                    }
                }
            );
            if (bills)
                account.Invoices.Bill(subscription, "subscription_cycle", pays);
        });

    /// <summary>Begins the next period and bills it. Coupons that count once are used up.</summary>
    /// <param name="usage">What was used of metered items in the period that ends.</param>
    public Invoice Renew(Subscription subscription, bool pays = true, long usage = 0) =>
        account.Locked(() =>
        {
            Change(
                subscription,
                ["items", "status", "discounts"],
                () =>
                {
                    foreach (var item in subscription.Items)
                    {
                        item.PeriodStart = item.PeriodEnd;
                        item.PeriodEnd = Periods.After(item.PeriodEnd, item.Price.Terms);
                    }
                    subscription.Discounts.RemoveAll(one =>
                        one.Coupon.Terms.Duration == "once" || one.End <= account.Now
                    );
                    if (!pays)
                        subscription.Status = "past_due";
                }
            );
            return account.Invoices.Bill(subscription, "subscription_cycle", pays, usage);
        });

    /// <summary>Sets any status, with the event that goes with it.</summary>
    public void SetStatus(Subscription subscription, string status, string type = "customer.subscription.updated") =>
        Change(subscription, ["status"], () => subscription.Status = status, type);

    private void Change(
        Subscription subscription,
        string[] fields,
        Action change,
        string type = "customer.subscription.updated"
    ) =>
        account.Locked(() =>
        {
            var before = subscription.Render(account.Rendering());
            change();
            Note(subscription);
            var previous = new JsonObject();
            foreach (var field in fields)
                previous[field] = before[field]?.DeepClone();
            account.Emit(type, subscription, previous);
        });

    private SubscriptionItem NewItem(Subscription subscription, Price price, long? quantity, DateTimeOffset? trialEnd)
    {
        var item = new SubscriptionItem
        {
            Id = account.NewId("si"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Subscription = subscription,
            Price = price,
            Quantity = price.Terms.UsageType == "metered" ? null : quantity,
            PeriodStart = account.Now,
            PeriodEnd = trialEnd ?? Periods.After(account.Now, price.Terms),
        };
        subscription.Items.Add(item);
        return account.Store.SubscriptionItems.Add(item);
    }

    private void Note(Subscription subscription) =>
        account.Facts.Add(
            new SubscriptionFact(
                account.Now,
                subscription.Id,
                subscription.Customer.Id,
                subscription.Currency,
                subscription.Status,
                subscription.TrialEnd,
                subscription.PauseBehavior,
                subscription.CancelAt,
                [.. subscription.Items.Select(item => new ItemFact(item.Price, item.Quantity, [.. item.Discounts]))],
                [.. subscription.Discounts]
            )
        );
}
