using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Actions;

/// <summary>What a payment is settled in, and at which rate.</summary>
/// <param name="Rate">From minor units to minor units; null where the currency stays.</param>
public sealed record Settlement(string Currency, decimal? Rate = null);

/// <summary>What can be done with money. Whatever moves it leaves a balance transaction.</summary>
public sealed class PaymentActions(StripeAccount account)
{
    /// <summary>What payments of a currency are settled in. At first: in themselves.</summary>
    public Func<string, Settlement> Settles { get; set; } = currency => new(currency);

    /// <summary>What Stripe keeps of a settled amount. At first: 2.9 % and 30 minor units.</summary>
    public Func<long, long> Fee { get; set; } =
        amount => (long)Math.Round(amount * 0.029m, MidpointRounding.AwayFromZero) + 30;

    /// <summary>A payment that succeeds at once.</summary>
    /// <param name="amount">In minor units.</param>
    /// <param name="fee">By <see cref="Fee"/> where it is null.</param>
    public Charge Charge(Customer? customer, long amount, string currency, long? fee = null) =>
        account.Locked(() => Succeed(Intend(customer, amount, currency), fee));

    /// <summary>A payment that fails; <see cref="Charge.PaymentIntent"/> can be tried again.</summary>
    public Charge ChargeInVain(
        Customer? customer,
        long amount,
        string currency,
        string code = "card_declined",
        string outcome = "issuer_declined"
    ) => account.Locked(() => Fail(Intend(customer, amount, currency), code, outcome));

    /// <summary>A payment that nobody has tried yet.</summary>
    public PaymentIntent Intend(Customer? customer, long amount, string currency, Invoice? invoice = null) =>
        account.Locked(() =>
        {
            var intent = new PaymentIntent
            {
                Id = account.NewId("pi"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Customer = customer,
                Invoice = invoice,
                Amount = amount,
                Currency = currency,
            };
            account.Store.PaymentIntents.Add(intent);
            account.Emit("payment_intent.created", intent);
            return intent;
        });

    /// <summary>A try that succeeds.</summary>
    public Charge Succeed(PaymentIntent intent, long? fee = null) =>
        account.Locked(() =>
        {
            var charge = NewCharge(intent, "succeeded", null, "authorized");
            var settlement = Settles(intent.Currency);
            var settled = Settled(intent.Amount, settlement);
            charge.BalanceTransaction = Record(
                "charge",
                "charge",
                settled,
                settlement.Currency,
                fee ?? Fee(settled),
                charge.Id,
                settlement.Rate
            );
            intent.Status = "succeeded";
            account.Emit("charge.succeeded", charge);
            account.Emit("payment_intent.succeeded", intent);
            return charge;
        });

    /// <summary>A try that fails.</summary>
    /// <param name="outcome"><c>blocked</c> for what never reached the bank.</param>
    public Charge Fail(PaymentIntent intent, string code = "card_declined", string outcome = "issuer_declined") =>
        account.Locked(() =>
        {
            var charge = NewCharge(intent, "failed", code, outcome);
            account.Emit("charge.failed", charge);
            account.Emit("payment_intent.payment_failed", intent);
            return charge;
        });

    /// <param name="amount">The whole charge where it is null.</param>
    public Refund Refund(Charge charge, long? amount = null, string reason = "requested_by_customer") =>
        account.Locked(() =>
        {
            var refund = new Refund
            {
                Id = account.NewId("re"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Charge = charge,
                Amount = amount ?? charge.Amount - charge.AmountRefunded,
                Reason = reason,
            };
            var settlement = SettledAs(charge);
            refund.BalanceTransaction = Record(
                "refund",
                "refund",
                -Settled(refund.Amount, settlement),
                settlement.Currency,
                source: refund.Id,
                rate: settlement.Rate
            );
            charge.AmountRefunded += refund.Amount;
            charge.Refunds.Insert(0, refund);
            account.Store.Refunds.Add(refund);
            account.Emit("refund.created", refund);
            account.Emit("charge.refunded", charge);
            return refund;
        });

    /// <summary>The bank sends a refund back: the money returns.</summary>
    public void FailRefund(Refund refund, string reason = "lost_or_stolen_card") =>
        account.Locked(() =>
        {
            var settlement = SettledAs(refund.Charge);
            refund.Status = "failed";
            refund.FailureReason = reason;
            refund.FailureBalanceTransaction = Record(
                "refund_failure",
                "refund_failure",
                Settled(refund.Amount, settlement),
                settlement.Currency,
                source: refund.Id,
                rate: settlement.Rate
            );
            refund.Charge.AmountRefunded -= refund.Amount;
            account.Emit("refund.failed", refund);
            account.Emit("charge.refund.updated", refund);
        });

    /// <param name="fee">In minor units of the settlement currency. An inquiry takes neither money nor fee.</param>
    public Dispute Dispute(
        Charge charge,
        long? amount = null,
        string reason = "fraudulent",
        long fee = 1500,
        bool isInquiry = false
    ) =>
        account.Locked(() =>
        {
            var dispute = new Dispute
            {
                Id = account.NewId("dp"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Charge = charge,
                Amount = amount ?? charge.Amount,
                Reason = reason,
                Status = isInquiry ? "warning_needs_response" : "needs_response",
            };
            charge.Disputed = true;
            account.Store.Disputes.Add(dispute);
            account.Emit("charge.dispute.created", dispute);
            if (isInquiry)
                return dispute;
            var settlement = SettledAs(charge);
            var taken = -Settled(dispute.Amount, settlement);
            dispute.BalanceTransactions.Add(
                Record("adjustment", "dispute", taken, settlement.Currency, fee, dispute.Id, settlement.Rate)
            );
            account.Emit("charge.dispute.funds_withdrawn", dispute);
            return dispute;
        });

    /// <summary>Ends a dispute. One that is won brings amount and fee back; an inquiry is just closed.</summary>
    public void CloseDispute(Dispute dispute, bool won) =>
        account.Locked(() =>
        {
            var isInquiry = dispute.Status.StartsWith("warning_", StringComparison.Ordinal);
            dispute.Status =
                isInquiry ? "warning_closed"
                : won ? "won"
                : "lost";
            if (won && dispute.BalanceTransactions is [var taken, ..])
            {
                dispute.BalanceTransactions.Add(
                    Record(
                        "adjustment",
                        "dispute_reversal",
                        -taken.Amount,
                        taken.Currency,
                        -taken.Fee,
                        dispute.Id,
                        taken.ExchangeRate
                    )
                );
                account.Emit("charge.dispute.funds_reinstated", dispute);
            }
            account.Emit("charge.dispute.closed", dispute);
        });

    public Payout Payout(long amount, string currency) =>
        account.Locked(() =>
        {
            var payout = new Payout
            {
                Id = account.NewId("po"),
                Created = account.Now,
                Sequence = account.NextSequence(),
                Amount = amount,
                Currency = currency,
                ArrivalDate = account.Now.AddDays(2),
            };
            payout.BalanceTransaction = Record("payout", "payout", -amount, currency, source: payout.Id);
            account.Store.Payouts.Add(payout);
            account.Emit("payout.created", payout);
            return payout;
        });

    public void Arrive(Payout payout) =>
        account.Locked(() =>
        {
            var previous = new JsonObject { ["status"] = payout.Status };
            payout.Status = "paid";
            account.Emit("payout.updated", payout, previous);
            account.Emit("payout.paid", payout);
        });

    /// <summary>The bank sends it back, also after it was paid.</summary>
    public void FailPayout(Payout payout, string code = "account_closed") =>
        account.Locked(() =>
        {
            payout.Status = "failed";
            payout.FailureCode = code;
            payout.FailureBalanceTransaction = Record(
                "payout_failure",
                "payout_reversal",
                payout.Amount,
                payout.Currency,
                source: payout.Id
            );
            account.Emit("payout.failed", payout);
        });

    /// <summary>Any line of the ledger, as it stands.</summary>
    public BalanceTransaction Record(
        string type,
        string category,
        long amount,
        string currency,
        long fee = 0,
        string? source = null,
        decimal? rate = null,
        string? description = null
    ) =>
        account.Locked(() =>
            account.Store.BalanceTransactions.Add(
                new()
                {
                    Id = account.NewId("txn"),
                    Created = account.Now,
                    Sequence = account.NextSequence(),
                    Type = type,
                    Category = category,
                    Amount = amount,
                    Fee = fee,
                    Currency = currency,
                    ExchangeRate = rate,
                    Source = source,
                    Description = description,
                    AvailableOn = account.Now.AddDays(2),
                }
            )
        );

    private Charge NewCharge(PaymentIntent intent, string status, string? code, string outcome)
    {
        var charge = new Charge
        {
            Id = account.NewId("ch"),
            Created = account.Now,
            Sequence = account.NextSequence(),
            Customer = intent.Customer,
            PaymentIntent = intent,
            Amount = intent.Amount,
            Currency = intent.Currency,
            Status = status,
            FailureCode = code,
            Outcome = outcome,
        };
        intent.LatestCharge = charge;
        return account.Store.Charges.Add(charge);
    }

    private Settlement SettledAs(Charge charge) =>
        charge.BalanceTransaction is { } settled
            ? new(settled.Currency, settled.ExchangeRate)
            : Settles(charge.Currency);

    private static long Settled(long amount, Settlement settlement) =>
        settlement.Rate is { } rate ? (long)Math.Round(amount * rate, MidpointRounding.AwayFromZero) : amount;
}
