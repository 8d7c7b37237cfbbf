using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Money taken, given back, disputed and kept by Stripe, from the movements on the balance.</summary>
/// <remarks>
/// By Stripe's reporting categories, on the day of creation in the workspace's zone, in the currency of settlement. What moves
/// between the account and its bank, top-ups and transfers is no revenue. All movements are passed over once, to learn which
/// currencies are in use since when; only those of the days asked for are added.
/// </remarks>
internal sealed class PaymentsProjection : IRecordProjection
{
    private const string Gross = "revenue.gross_volume";
    private const string Refunds = "revenue.refunds";
    private const string Disputes = "revenue.disputes";
    private const string Fees = "revenue.fees";
    private const string Net = "revenue.net_volume";

    public string Name => "payments";

    public IReadOnlyList<string> Metrics { get; } = [Gross, Refunds, Disputes, Fees, Net];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today) =>
        after.Stream == StripeStreams.BalanceTransactions ? RecordDays.Of(before, after, calendar) : null;

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var transfers = StripeSettings.Of(request.Settings).IncludeConnectTransfers;
        var sums = await SumAsync(request, transfers, cancellationToken);
        foreach (var point in sums.Points(day => day < request.SettledBefore))
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var transfers = StripeSettings.Of(request.Settings).IncludeConnectTransfers;
        var book = (await SumAsync(request, transfers, cancellationToken)).Currencies;
        var converts = book.Converts && series.Dimensions.Pairs.Count == 0;
        var metric = Metrics.ToList().IndexOf(series.Metric);
        var found = new List<Contribution>();
        var times = (request.Calendar.StartOf(day), request.Calendar.StartOf(day.AddDays(1)));
        await foreach (
            var record in request.Records.ReadAsync(StripeStreams.BalanceTransactions, times, cancellationToken)
        )
        {
            if (Read(record) is not { } movement)
                continue;
            var currency = StripeMoney.Code(movement.Currency);
            var amount = Parts(movement, transfers)[metric];
            if (amount == 0m || !(converts || currency == series.Currency))
                continue;
            var rate = converts ? book.Rate(currency, day)!.Value : 1m;
            found.Add(
                new Contribution(
                    StripeStreams.BalanceTransactions,
                    record.Id,
                    amount * rate,
                    movement.Category.Replace('_', ' ')
                        + (movement.Source is { } source ? $" {source}" : "")
                        + (rate == 1m ? "" : $"; {MrrNotes.Money(amount, currency)} {currency} × {rate}")
                )
            );
        }
        foreach (
            var part in found
                .OrderByDescending(part => Math.Abs(part.Value))
                .ThenBy(part => part.Id, StringComparer.Ordinal)
        )
            yield return part;
    }

    private async Task<DailySums> SumAsync(
        ProjectionRequest request,
        bool transfers,
        CancellationToken cancellationToken
    )
    {
        var sums = new DailySums(request, Metrics);
        await foreach (
            var record in request.Records.ReadAsync(StripeStreams.BalanceTransactions, null, cancellationToken)
        )
        {
            if (Read(record) is { } movement && Concerns(movement, transfers))
            {
                sums.Add(
                    StripeMoney.Code(movement.Currency),
                    request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(movement.Created)),
                    Parts(movement, transfers)
                );
            }
        }
        return sums;
    }

    private static BalanceTransactionRecord? Read(SourceRecord record) =>
        record.Deleted ? null : StoredJson.Read<BalanceTransactionRecord>(record);

    private static bool Concerns(BalanceTransactionRecord movement, bool transfers) =>
        KindOf(movement.Category) is { } kind && (kind != Kind.Transfer || transfers);

    /// <summary>What one movement adds to each metric, in their order.</summary>
    private static decimal[] Parts(BalanceTransactionRecord movement, bool transfers)
    {
        var amount = StripeMoney.Major(movement.Amount, movement.Currency);
        var fee = StripeMoney.Major(movement.Fee, movement.Currency);
        return KindOf(movement.Category) switch
        {
            Kind.Charge => [amount, 0m, 0m, fee, amount - fee],
            Kind.Refund => [0m, -amount, 0m, fee, amount - fee],
            Kind.Dispute => [0m, 0m, -amount, fee, amount - fee],
            Kind.Fee => [0m, 0m, 0m, fee - amount, amount - fee],
            Kind.Transfer when transfers => [0m, 0m, 0m, 0m, amount],
            _ => [0m, 0m, 0m, 0m, 0m],
        };
    }

    private static Kind? KindOf(string category) =>
        category switch
        {
            "charge" or "charge_failure" or "partial_capture_reversal" => Kind.Charge,
            "refund" or "refund_failure" => Kind.Refund,
            "dispute" or "dispute_reversal" => Kind.Dispute,
            "fee" or "network_cost" or "tax" => Kind.Fee,
            "transfer" or "transfer_reversal" => Kind.Transfer,
            _ => null,
        };

    private enum Kind
    {
        Charge,
        Refund,
        Dispute,
        Fee,
        Transfer,
    }
}
