using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>
/// A past that nobody wrote: customers sign up, try, pay, change, pause, fail to pay, leave and come back. The same seed
/// makes the same past. It can be played in parts, with other things in between.
/// </summary>
public sealed class RandomHistory
{
    private readonly StripeAccount _account;
    private readonly HistoryTerms _terms;
    private readonly Random _random;
    private readonly RandomPlan _plan;
    private readonly List<Subscription> _living = [];
    private readonly List<(DateTimeOffset At, Invoice Invoice)> _retries = [];
    private DateTimeOffset _day;
    private int _customers;

    public RandomHistory(StripeAccount account, int seed, HistoryTerms terms)
    {
        _account = account;
        _terms = terms;
        _random = new Random(seed);
        _plan = new RandomPlan(account, _random, terms);
        _day = terms.From;
    }

    /// <summary>Plays all of it.</summary>
    public static RandomHistory Play(StripeAccount account, int seed, HistoryTerms terms)
    {
        var history = new RandomHistory(account, seed, terms);
        history.PlayUntil(terms.To);
        return history;
    }

    /// <summary>Plays the days that have ended by a moment and were not played yet, up to the end of the terms.</summary>
    public void PlayUntil(DateTimeOffset moment)
    {
        var end = moment < _terms.To ? moment : _terms.To;
        for (; _day.AddDays(1) <= end; _day = _day.AddDays(1))
            PlayDay();
    }

    private void PlayDay()
    {
        RenewWhatIsDue();
        var at = _day.AddHours(12);
        SignUp(at);
        foreach (var subscription in _living.ToList())
        {
            at = at.AddSeconds(_random.Next(1, 60));
            using var _ = _account.At(at);
            Befall(subscription);
        }
        _living.RemoveAll(subscription => subscription.Status == "canceled");
    }

    private void SignUp(DateTimeOffset at)
    {
        var days = (_terms.To - _terms.From).TotalDays;
        var due = (int)Math.Ceiling(_terms.Customers * ((_day - _terms.From).TotalDays + 1) / days);
        for (; _customers < Math.Min(due, _terms.Customers); _customers++)
        {
            using var _ = _account.At(at);
            Subscribe(_plan.NewCustomer(_customers));
            at = at.AddSeconds(1);
        }
        if (_customers > 0 && Happens(_terms.Return))
        {
            using var _ = _account.At(at);
            var customer = _account.Store.Customers.All[_random.Next(_account.Store.Customers.Count)];
            if (!customer.IsDeleted)
                Subscribe(customer);
        }
    }

    private void Subscribe(Customer customer)
    {
        var price = _plan.NewPrice();
        _living.Add(_account.Subscriptions.Create(customer, price, _plan.NewTerms(price)));
    }

    private void RenewWhatIsDue()
    {
        foreach (var (at, invoice) in _retries.Where(retry => retry.At < _day.AddDays(1)).ToList())
        {
            _retries.Remove((at, invoice));
            using var _ = _account.At(at);
            if (invoice.Subscription!.Status == "past_due")
                Retry(invoice);
        }
        foreach (var subscription in _living.Where(one => one.Status is not ("canceled" or "paused")).ToList())
        {
            while (subscription.PeriodEnd < _day.AddDays(1) && subscription.Status != "canceled")
                EndPeriod(subscription);
        }
    }

    private void EndPeriod(Subscription subscription)
    {
        // A pause may have outlasted the period.
        var at = subscription.PeriodEnd < _day ? _day : subscription.PeriodEnd;
        using var _ = _account.At(at);
        if (subscription.CancelAtPeriodEnd)
            _account.Subscriptions.Cancel(subscription);
        else if (subscription.Status == "trialing")
            _account.Subscriptions.EndTrial(subscription, bills: _terms.Bills);
        else
            Renew(subscription);
    }

    private void Renew(Subscription subscription)
    {
        var pays = !_terms.Bills || !Happens(_terms.FailedPayment);
        if (!_terms.Bills)
        {
            _account.Subscriptions.SkipPeriod(subscription);
            return;
        }
        var invoice = _account.Subscriptions.Renew(subscription, pays, usage: _random.Next(0, 5000));
        if (!pays)
            _retries.Add((_account.Now.AddDays(2).AddHours(1), invoice));
        else if (invoice.PaymentIntent?.LatestCharge is { } charge)
            Trouble(charge);
    }

    private void Retry(Invoice invoice)
    {
        if (_random.Next(5) > 1)
            _account.Invoices.Pay(invoice);
        else if (invoice.AttemptCount < 3)
        {
            _account.Invoices.FailPayment(invoice);
            _retries.Add((_account.Now.AddDays(3), invoice));
        }
        else
        {
            _account.Invoices.MarkUncollectible(invoice);
            _account.Subscriptions.Cancel(invoice.Subscription!, "payment_failed");
        }
    }

    private void Trouble(Charge charge)
    {
        using var _ = _account.At(_account.Now.AddHours(3));
        if (Happens(_terms.Refund))
            _account.Payments.Refund(charge, _random.Next(2) == 0 ? null : charge.Amount / 2);
        else if (Happens(_terms.Dispute))
        {
            var dispute = _account.Payments.Dispute(charge, isInquiry: _random.Next(4) == 0);
            if (_random.Next(2) == 0)
                _account.Payments.CloseDispute(dispute, won: _random.Next(2) == 0);
        }
    }

    private void Befall(Subscription subscription)
    {
        if (subscription.Status == "canceled")
            return;
        if (Happens(_terms.Change))
            Change(subscription);
        if (Happens(_terms.Discount))
            ChangeDiscount(subscription);
        if (Happens(_terms.Pause))
            PauseOrResume(subscription);
        if (Happens(_terms.Delete))
            _account.Customers.Delete(subscription.Customer);
        else if (Happens(_terms.Cancel))
            Leave(subscription);
    }

    private void Change(Subscription subscription)
    {
        if (_random.Next(3) > 0 && subscription.Items[0].Quantity is not null)
            _account.Subscriptions.ChangeQuantity(subscription, _random.Next(1, 20));
        else if (subscription.Items.Count == 1)
            _account.Subscriptions.ChangePrice(subscription, _plan.NewPrice(subscription.Items[0].Price.Terms));
        else
            _account.Subscriptions.RemoveItem(subscription, subscription.Items[^1]);
    }

    private void ChangeDiscount(Subscription subscription)
    {
        var terms = subscription.Items[0].Price.Terms;
        switch (_random.Next(4))
        {
            case 0 when subscription.Customer.Discount is null:
                _account.Customers.SetDiscount(subscription.Customer, _plan.NewCoupon(terms));
                break;
            case 1:
                _account.Customers.RemoveDiscount(subscription.Customer);
                break;
            case 2:
                _account.Subscriptions.RemoveDiscounts(subscription);
                break;
            default:
                _account.Subscriptions.AddDiscount(subscription, _plan.NewCoupon(terms));
                break;
        }
    }

    private void PauseOrResume(Subscription subscription)
    {
        string[] behaviors = ["void", "mark_uncollectible", "keep_as_draft"];
        if (subscription.Status == "paused")
            _account.Subscriptions.Resume(subscription);
        else if (subscription.PauseBehavior is not null)
            _account.Subscriptions.ResumeCollection(subscription);
        else if (subscription.Status == "active" && _random.Next(2) == 0)
            _account.Subscriptions.Pause(subscription);
        else
            _account.Subscriptions.PauseCollection(subscription, behaviors[_random.Next(behaviors.Length)]);
    }

    private void Leave(Subscription subscription)
    {
        if (subscription.CancelAtPeriodEnd)
            _account.Subscriptions.KeepOn(subscription);
        else if (_random.Next(2) == 0)
            _account.Subscriptions.CancelAtPeriodEnd(subscription);
        else
            _account.Subscriptions.Cancel(subscription);
    }

    private bool Happens(int thousandths) => _random.Next(1000) < thousandths;
}
