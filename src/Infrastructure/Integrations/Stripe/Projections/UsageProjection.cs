using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Money billed for metered use: the lines of metered prices on invoices that are not drafts and not void.</summary>
/// <remarks>
/// Less discounts and without tax, on the day the invoice was created. An invoice may stay a draft for a while, so days count
/// as final only after <see cref="DraftDays"/>.
/// </remarks>
internal sealed class UsageProjection : IRecordProjection
{
    private const int DraftDays = 3;
    private const string Usage = "revenue.usage";

    public string Name => "usage";

    public IReadOnlyList<string> Metrics { get; } = [Usage];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today) =>
        after.Stream == StripeStreams.Invoices && (MayBeMetered(before) || MayBeMetered(after))
            ? RecordDays.Of(before, after, calendar)
            : null;

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sums = new DailySums(request, Metrics);
        await foreach (var billed in ReadAsync(request, cancellationToken))
            sums.Add(billed.Currency, billed.Day, billed.Amount);
        foreach (var point in sums.Points(day => day.AddDays(DraftDays) < request.SettledBefore))
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sums = new DailySums(request, Metrics);
        var found = new List<Billed>();
        await foreach (var billed in ReadAsync(request, cancellationToken))
        {
            sums.Add(billed.Currency, billed.Day, billed.Amount);
            if (billed.Day == day)
                found.Add(billed);
        }
        var converts = sums.Currencies.Converts && series.Dimensions.Pairs.Count == 0;
        var parts = found
            .Where(billed => converts || billed.Currency == series.Currency)
            .Select(billed => new Contribution(
                StripeStreams.Invoices,
                billed.Invoice,
                billed.Amount * (converts ? sums.Currencies.Rate(billed.Currency, day)!.Value : 1m),
                $"{MrrNotes.Money(billed.Amount, billed.Currency)} {billed.Currency} for metered use"
            ));
        foreach (
            var part in parts.OrderByDescending(part => part.Value).ThenBy(part => part.Id, StringComparer.Ordinal)
        )
            yield return part;
    }

    private static bool MayBeMetered(SourceRecord? record) =>
        record is not null
        && StoredJson.Read<InvoiceRecord>(record) is { } invoice
        && invoice.Lines.Any(line => line.Metered != false);

    private static async IAsyncEnumerable<Billed> ReadAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var prices = await PriceBook.ReadAsync(request.Records, cancellationToken);
        await foreach (var record in request.Records.ReadAsync(StripeStreams.Invoices, null, cancellationToken))
        {
            if (record.Deleted || StoredJson.Read<InvoiceRecord>(record) is not { } invoice)
                continue;
            if (invoice.Status is not ("open" or "paid" or "uncollectible"))
                continue;
            var lines = invoice
                .Lines.Where(line => line.Metered ?? prices.Price(line.Price)?.Metered ?? false)
                .ToList();
            if (lines.Count == 0)
                continue;
            var minor = lines.Sum(line => line.Amount - (line.Discounts ?? []).Sum(discount => discount.Amount));
            yield return new Billed(
                record.Id,
                StripeMoney.Code(invoice.Currency),
                request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(invoice.Created)),
                StripeMoney.Major(minor, invoice.Currency)
            );
        }
    }

    private sealed record Billed(string Invoice, string Currency, DateOnly Day, decimal Amount);
}
