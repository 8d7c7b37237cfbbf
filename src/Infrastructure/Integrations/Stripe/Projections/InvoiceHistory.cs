using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>What a subscription brought in per month from a moment on, as an invoice shows it.</summary>
/// <param name="From">Unix seconds.</param>
internal sealed record InvoiceStep(long From, MrrAmounts Amounts);

/// <summary>Rebuilds what a subscription brought in from what was invoiced for its periods.</summary>
/// <remarks>
/// A subscription shows its present items only; what it had before stands on its invoices. Each invoice holds from the start
/// of its periods until the next one's, over months without any as well. Prorations and what was added by hand do not count.
/// A discount whose duration the invoice does not tell is taken for one that lasts.
/// </remarks>
internal sealed class InvoiceHistory(MrrMath math, PriceBook prices)
{
    private const decimal DaysPerMonth = 365m / 12m;

    /// <param name="invoices">Those of the customer.</param>
    public IReadOnlyList<InvoiceStep> Of(string subscription, string currency, IReadOnlyList<InvoiceRecord> invoices) =>
        invoices
            .Where(invoice => invoice.Status is "paid" or "open" or "uncollectible")
            .Where(invoice =>
                invoice.BillingReason is "subscription_create" or "subscription_cycle" or "subscription_update"
            )
            .Select(invoice => (Invoice: invoice, Lines: LinesOf(invoice, subscription)))
            .Where(entry => entry.Lines.Count > 0)
            .Select(entry => Step(entry.Invoice, entry.Lines, currency))
            .OrderBy(step => step.From)
            .ToList();

    public static MrrAmounts At(IReadOnlyList<InvoiceStep> steps, long end, long? ended) =>
        ended < end ? default : steps.LastOrDefault(step => step.From < end)?.Amounts ?? default;

    private static List<InvoiceLine> LinesOf(InvoiceRecord invoice, string subscription) =>
        invoice
            .Lines.Where(line => line.Subscription == subscription && line is { Proration: false, Recurring: true })
            .ToList();

    private InvoiceStep Step(InvoiceRecord invoice, List<InvoiceLine> lines, string currency)
    {
        var (discounted, contracted) = (0m, 0m);
        foreach (var line in lines)
        {
            var price = prices.Price(line.Price);
            if (line.Metered ?? price?.Metered ?? false)
                continue;
            var off = (line.Discounts ?? [])
                .Where(discount => math.Counts(Duration(invoice, discount)))
                .Sum(discount => discount.Amount);
            contracted += PerMonth(line, price, line.Amount);
            discounted += PerMonth(line, price, line.Amount - off);
        }
        return new InvoiceStep(
            lines.Min(line => line.Start),
            new MrrAmounts(MrrMath.Kept(discounted, currency), MrrMath.Kept(contracted, currency), 0m)
        );
    }

    private static string? Duration(InvoiceRecord invoice, LineDiscount discount) =>
        discount.Discount is { } id && invoice.Durations is { } known ? known.GetValueOrDefault(id) : null;

    private static decimal PerMonth(InvoiceLine line, PriceRecord? price, decimal amount)
    {
        if (line.Interval is { } interval)
            return MrrMath.PerMonth(amount, interval, line.IntervalCount);
        if (price?.Interval is { } known)
            return MrrMath.PerMonth(amount, known, price.IntervalCount);
        var days = (line.End - line.Start) / 86_400m;
        var months = Math.Round(days / DaysPerMonth);
        // Months differ in length; what is within three days of whole months is meant as these.
        return months >= 1m && Math.Abs(days - (months * DaysPerMonth)) <= 3m ? amount / months
            : days > 0m ? amount * DaysPerMonth / days
            : 0m;
    }
}
