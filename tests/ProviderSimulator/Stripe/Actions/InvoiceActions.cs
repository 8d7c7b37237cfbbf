using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>What can be done to invoices and credit notes.</summary>
public sealed class InvoiceActions(StripeAccount account)
{
    private readonly Dictionary<string, List<Proration>> _prorations = new(StringComparer.Ordinal);

    /// <summary>An invoice without a subscription: one line for each amount, in minor units. It stays a draft.</summary>
    public Invoice CreateManual(Customer customer, string currency, params long[] amounts) =>
        account.Locked(() =>
        {
            var invoice = NewInvoice(customer, null, currency, "manual", account.Now, account.Now);
            foreach (var (index, amount) in amounts.Index())
                invoice.Lines.Add(NewLine(invoice, amount, $"Work, part {index + 1}", account.Now, account.Now));
            account.Emit("invoice.created", invoice);
            return invoice;
        });

    /// <summary>From a draft to open.</summary>
    public void Finalize(Invoice invoice) =>
        account.Locked(() =>
        {
            invoice.Status = "open";
            invoice.FinalizedAt = account.Now;
            account.Emit("invoice.finalized", invoice);
        });

    /// <summary>Pays what is open, with a payment where there is anything to pay.</summary>
    public void Pay(Invoice invoice) =>
        account.Locked(() =>
        {
            if (invoice.Total > 0)
            {
                var payment = Attempt(invoice);
                account.Payments.Succeed(invoice.PaymentIntent!);
                payment.Status = "paid";
                payment.PaidAt = account.Now;
            }
            invoice.Status = "paid";
            invoice.PaidAt = account.Now;
            foreach (var payment in invoice.Payments)
                account.Emit("invoice_payment.paid", payment);
            account.Emit("invoice.paid", invoice);
            account.Emit("invoice.payment_succeeded", invoice);
            if (invoice.Subscription is { Status: "past_due" or "incomplete" or "unpaid" } subscription)
                account.Subscriptions.SetStatus(subscription, "active");
        });

    /// <summary>One attempt to pay fails.</summary>
    public void FailPayment(Invoice invoice, string code = "card_declined", string outcome = "issuer_declined") =>
        account.Locked(() =>
        {
            Attempt(invoice);
            account.Payments.Fail(invoice.PaymentIntent!, code, outcome);
            account.Emit("invoice.payment_failed", invoice);
            account.Emit("invoice.updated", invoice);
        });

    public void Void(Invoice invoice) =>
        account.Locked(() =>
        {
            invoice.Status = "void";
            invoice.VoidedAt = account.Now;
            account.Emit("invoice.voided", invoice);
        });

    public void MarkUncollectible(Invoice invoice) =>
        account.Locked(() =>
        {
            invoice.Status = "uncollectible";
            invoice.UncollectibleAt = account.Now;
            account.Emit("invoice.marked_uncollectible", invoice);
        });

    /// <summary>Credits a part of an invoice; with a refund where it has been paid.</summary>
    public CreditNote Credit(Invoice invoice, long amount, string reason = "order_change") =>
        account.Locked(() =>
        {
            var isPaid = invoice.Status == "paid";
            var charge = invoice.PaymentIntent?.LatestCharge;
            var note = new CreditNote
            {
                Id = account.NewId("cn"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Invoice = invoice,
                Amount = amount,
                Reason = reason,
                IsPostPayment = isPaid,
                Refund = isPaid && charge is not null ? account.Payments.Refund(charge, amount) : null,
            };
            if (isPaid)
                invoice.PostPaymentCredit += amount;
            account.Store.CreditNotes.Add(note);
            account.Emit("credit_note.created", note);
            account.Emit("invoice.updated", invoice);
            return note;
        });

    public void VoidCredit(CreditNote note) =>
        account.Locked(() =>
        {
            note.Status = "void";
            note.VoidedAt = account.Now;
            account.Emit("credit_note.voided", note);
        });

    /// <summary>Bills the period that a subscription's items are in, and has it paid or fail.</summary>
    internal Invoice Bill(Subscription subscription, string reason, bool pays, long usage = 0)
    {
        var invoice = NewInvoice(
            subscription.Customer,
            subscription,
            subscription.Currency,
            reason,
            subscription.PeriodStart,
            subscription.PeriodEnd
        );
        foreach (var item in subscription.Items)
            invoice.Lines.Add(NewLine(invoice, subscription, item, usage));
        if (_prorations.Remove(subscription.Id, out var prorations))
            invoice.Lines.AddRange(prorations.Select(one => NewLine(invoice, one)));
        subscription.LatestInvoice = invoice;
        account.Emit("invoice.created", invoice);
        Finalize(invoice);
        if (pays)
            Pay(invoice);
        else
            FailPayment(invoice);
        return invoice;
    }

    /// <summary>Notes what the rest of the period is worth more or less; it comes with the next invoice.</summary>
    internal void Prorate(Subscription subscription, SubscriptionItem item, Price price, long? quantity)
    {
        var length = (item.PeriodEnd - item.PeriodStart).TotalSeconds;
        if (length <= 0 || subscription.Status == "trialing")
            return;
        var left = (decimal)Math.Clamp((item.PeriodEnd - account.Now).TotalSeconds / length, 0, 1);
        var unused = CycleAmount.Of(item.Price.Terms, item.Quantity, subscription.Currency) * left;
        var used = CycleAmount.Of(price.Terms, quantity, subscription.Currency) * left;
        var rest = (account.Now, item.PeriodEnd);
        if (!_prorations.TryGetValue(subscription.Id, out var noted))
            _prorations[subscription.Id] = noted = [];
        noted.Add(new(item, item.Price, item.Quantity, -Whole(unused), rest));
        noted.Add(new(item, price, quantity, Whole(used), rest));
    }

    private InvoicePayment Attempt(Invoice invoice)
    {
        invoice.AttemptCount++;
        if (invoice.Payments.Count > 0)
            return invoice.Payments[0];
        invoice.PaymentIntent = account.Payments.Intend(invoice.Customer, invoice.Total, invoice.Currency, invoice);
        var payment = new InvoicePayment
        {
            Id = account.NewId("inpay"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Invoice = invoice,
            PaymentIntent = invoice.PaymentIntent,
            Amount = invoice.Total,
        };
        invoice.Payments.Add(payment);
        return account.Store.InvoicePayments.Add(payment);
    }

    private Invoice NewInvoice(
        Customer customer,
        Subscription? subscription,
        string currency,
        string reason,
        DateTimeOffset start,
        DateTimeOffset end
    ) =>
        account.Store.Invoices.Add(
            new()
            {
                Id = account.NewId("in"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Customer = customer,
                Subscription = subscription,
                Currency = currency,
                BillingReason = reason,
                PeriodStart = start,
                PeriodEnd = end,
            }
        );

    private InvoiceLine NewLine(Invoice invoice, Subscription subscription, SubscriptionItem item, long usage)
    {
        var isMetered = item.Price.Terms.UsageType == "metered";
        var amount = isMetered
            ? Whole(usage * (item.Price.Terms.UnitAmount ?? 0m))
            : Whole(CycleAmount.Of(item.Price.Terms, item.Quantity, subscription.Currency));
        return new()
        {
            Id = account.NewId("il"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Invoice = invoice,
            Price = item.Price,
            Item = item,
            Quantity = isMetered ? usage : item.Quantity ?? 1,
            Amount = amount,
            DiscountAmount = DiscountOn(amount, subscription, item),
            PeriodStart = item.PeriodStart,
            PeriodEnd = item.PeriodEnd,
            Description = $"{item.Quantity ?? usage} × {item.Price.Product.Name}",
        };
    }

    private InvoiceLine NewLine(Invoice invoice, Proration proration) =>
        new()
        {
            Id = account.NewId("il"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Invoice = invoice,
            Price = proration.Price,
            Item = proration.Item,
            Quantity = proration.Quantity,
            Amount = proration.Amount,
            PeriodStart = proration.Period.Start,
            PeriodEnd = proration.Period.End,
            IsProration = true,
            Description = proration.Amount < 0 ? "Unused time" : "Remaining time",
        };

    private InvoiceLine NewLine(
        Invoice invoice,
        long amount,
        string description,
        DateTimeOffset start,
        DateTimeOffset end
    ) =>
        new()
        {
            Id = account.NewId("il"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Invoice = invoice,
            Quantity = 1,
            Amount = amount,
            PeriodStart = start,
            PeriodEnd = end,
            Description = description,
        };

    /// <summary>Percentages on what is left; amounts in equal parts for each item.</summary>
    private long DiscountOn(long amount, Subscription subscription, SubscriptionItem item)
    {
        decimal left = amount;
        var own = subscription.Discounts.Count > 0 ? subscription.Discounts : Only(subscription.Customer.Discount);
        foreach (var discount in item.Discounts.Concat(own))
        {
            var terms = discount.Coupon.Terms;
            var isDue = discount.End is null || discount.End > account.Now;
            if (!isDue || (terms.AppliesTo.Count > 0 && !terms.AppliesTo.Contains(item.Price.Product)))
                continue;
            left -= terms.PercentOff is { } percent ? left * percent / 100m : 0m;
            if (terms.AmountOff is { } off && terms.Currency == subscription.Currency)
                left = Math.Max(0m, left - (decimal)off / subscription.Items.Count);
        }
        return amount - Whole(left);
    }

    private static List<Discount> Only(Discount? discount) => discount is null ? [] : [discount];

    private static long Whole(decimal amount) => (long)Math.Round(amount, MidpointRounding.AwayFromZero);

    private sealed record Proration(
        SubscriptionItem Item,
        Price Price,
        long? Quantity,
        long Amount,
        (DateTimeOffset Start, DateTimeOffset End) Period
    );
}
