using System.Text.Json.Nodes;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

/// <summary>A made-up subscription: what it is in plain terms, before it becomes an object of Stripe's.</summary>
internal sealed record MadeSubscription(
    string Id,
    string Customer,
    string Currency,
    long Start,
    List<MadeState> States
);

/// <param name="Since">Null for the first one.</param>
internal sealed record MadeState(
    long? Since,
    string Status,
    List<MadeItem> Items,
    List<MadeDiscount> Discounts,
    long? Ended,
    long? TrialEnd,
    string? Pause,
    long? PauseEnds,
    bool Leaves
);

/// <param name="Kind">unit, package_up, package_down, graduated, volume, metered or custom.</param>
internal sealed record MadeItem(
    string Price,
    string Kind,
    long Cents,
    int? Quantity,
    string Interval,
    int Count,
    int Tax,
    List<MadeDiscount> Discounts
);

internal sealed record MadeDiscount(
    string Duration,
    int? Percent,
    int? Off,
    string Currency,
    long Start,
    long? End,
    string? OnlyPrice
);

/// <summary>Makes accounts from a seed.</summary>
internal sealed class AccountMaker(int seed)
{
    public const int Days = 100;
    public static readonly DateOnly First = new(2026, 1, 5);

    private readonly Random _random = new(seed);
    private int _prices;

    public string Policy { get; private set; } = "";

    public List<MadeSubscription> Subscriptions { get; } = [];

    public Dictionary<string, MadeDiscount> CustomerDiscounts { get; } = [];

    public AccountMaker Make(int customers)
    {
        Policy = Pick("recurring", "forever_only", "all", "none");
        for (var i = 0; i < customers; i++)
        {
            var customer = $"cus_{i:00}";
            if (_random.Next(4) == 0)
                CustomerDiscounts[customer] = Discount("usd", null);
            for (var j = _random.Next(1, 4); j > 0; j--)
                Subscriptions.Add(One($"sub_{i:00}_{j}", customer));
        }
        return this;
    }

    private MadeSubscription One(string id, string customer)
    {
        var currency = Pick("usd", "usd", "usd", "eur", "jpy");
        var start = Moment(0, Days - 20);
        var states = new List<MadeState> { State(null, start, currency) };
        for (var at = start; _random.Next(3) > 0 && states[^1].Status != "canceled"; )
        {
            at += _random.Next(1, 30 * 86_400);
            states.Add(State(at, start, currency));
        }
        return new MadeSubscription(id, customer, currency, start, states);
    }

    private MadeState State(long? since, long start, string currency)
    {
        var status = Pick(
            "active",
            "active",
            "active",
            "active",
            "past_due",
            "trialing",
            "unpaid",
            "paused",
            "canceled",
            "incomplete"
        );
        var items = new List<MadeItem>();
        for (var i = _random.Next(1, 4); i > 0; i--)
            items.Add(Item(currency));
        long? ended = null;
        if (status == "canceled")
            ended = Often(
                start,
                since is { } known
                    ? Math.Max(start, known - _random.Next(0, 3 * 86_400))
                    : start + _random.Next(1, 40 * 86_400)
            );
        var paused = _random.Next(8) == 0;
        return new MadeState(
            since,
            status,
            items,
            Discounts(currency, items),
            ended,
            _random.Next(5) == 0 ? Often(start, start + _random.Next(0, 20 * 86_400)) : null,
            paused ? Pick("void", "mark_uncollectible", "keep_as_draft") : null,
            paused && _random.Next(2) == 0 ? Often(start, start + _random.Next(0, 60 * 86_400)) : null,
            _random.Next(6) == 0
        );
    }

    private MadeItem Item(string currency)
    {
        var interval = Pick("month", "month", "year", "week", "day");
        return new MadeItem(
            $"price_{_prices++}",
            Pick("unit", "unit", "unit", "package_up", "package_down", "graduated", "volume", "metered", "custom"),
            _random.Next(1, 20_000),
            _random.Next(6) == 0 ? null : _random.Next(0, 40),
            interval,
            interval == "day" ? _random.Next(1, 31) : _random.Next(1, 4),
            _random.Next(5) == 0 ? 20 : 0,
            Discounts(currency, [])
        );
    }

    private List<MadeDiscount> Discounts(string currency, List<MadeItem> items)
    {
        var discounts = new List<MadeDiscount>();
        while (_random.Next(4) == 0)
            discounts.Add(
                Discount(
                    _random.Next(5) == 0 ? "gbp" : currency,
                    items.Count > 0 && _random.Next(3) == 0 ? items[0].Price : null
                )
            );
        return discounts;
    }

    private MadeDiscount Discount(string currency, string? only)
    {
        var percent = _random.Next(2) == 0;
        var duration = Pick("forever", "repeating", "once");
        return new MadeDiscount(
            duration,
            percent ? _random.Next(1, 101) : null,
            percent ? null : _random.Next(1, 8_000),
            currency,
            Moment(-30, 60),
            duration == "repeating" ? Moment(10, Days) : null,
            only
        );
    }

    /// <summary>Often midnight in New York, where days change.</summary>
    private long Moment(int from, int to)
    {
        var midnight = new DateTimeOffset(2026, 1, 5, 5, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var day = midnight + (86_400L * _random.Next(from, to));
        return _random.Next(4) == 0 ? day : day + _random.Next(0, 86_400);
    }

    /// <summary>Moved to the midnight before it every other time, but not before the start.</summary>
    private long Often(long start, long moment) =>
        _random.Next(2) == 0 ? moment : Math.Max(start, moment - ((moment - (5 * 3_600)) % 86_400));

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>The same account as Stripe would tell it, its objects in any order.</summary>
    public StripeAccount ToStripe(Nexus.Domain.Kpis.ExchangeRates rates)
    {
        var account = new StripeAccount
        {
            Zone = "America/New_York",
            Rates = rates,
            Settings = new JsonObject { ["discountPolicy"] = Policy },
        };
        foreach (var (customer, discount) in CustomerDiscounts)
        {
            account.Put(
                "customers",
                new JsonObject
                {
                    ["id"] = customer,
                    ["object"] = "customer",
                    ["created"] = 1,
                    ["discount"] = MadeJson.Of(discount),
                }
            );
        }
        var states = Subscriptions.SelectMany(made => made.States.Select(state => (made, state))).ToArray();
        _random.Shuffle(states);
        foreach (var (made, state) in states)
        {
            var since = state.Since is { } at ? DateTimeOffset.FromUnixTimeSeconds(at).ToString("O") : null;
            account.Put("subscriptions", MadeJson.Of(made, state), since);
        }
        return account;
    }
}
