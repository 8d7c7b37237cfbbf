using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe.Actions;
using Nexus.ProviderSimulator.Stripe.Api;
using Nexus.ProviderSimulator.Stripe.Keys;
using Nexus.ProviderSimulator.Stripe.Objects;
using Nexus.ProviderSimulator.Stripe.Webhooks;

namespace Nexus.ProviderSimulator.Stripe;

/// <summary>One account in one mode: what it has, and all that can be done to it.</summary>
/// <remarks>Scripts and requests may run at once: each action and each answer holds the account's lock.</remarks>
public sealed class StripeAccount
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly StripeOptions _options;
    private readonly Random _random;
    private long _sequence;
    private DateTimeOffset? _moment;
    private bool _isSilent;

    internal StripeAccount(StripeSimulation simulation, StripeAccountTerms terms, bool livemode)
    {
        Simulation = simulation;
        Terms = terms;
        Livemode = livemode;
        _clock = simulation.Clock;
        _options = simulation.Options;
        // The same account makes the same ids in every run.
        _random = new Random(terms.Id.Aggregate(livemode ? 17 : 19, (hash, letter) => unchecked(hash * 31 + letter)));
        Customers = new(this);
        Catalog = new(this);
        Payments = new(this);
        Invoices = new(this);
        Subscriptions = new(this);
        Webhooks = new(this);
    }

    public StripeAccountTerms Terms { get; }

    /// <summary>As in <c>acct_1NexusDemo</c>.</summary>
    public string Id => Terms.Id;

    public bool Livemode { get; }

    public CustomerActions Customers { get; }

    /// <summary>Products, prices, coupons and promotion codes.</summary>
    public CatalogActions Catalog { get; }

    public SubscriptionActions Subscriptions { get; }

    public InvoiceActions Invoices { get; }

    /// <summary>Charges, refunds, disputes, payouts and whatever else moves money.</summary>
    public PaymentActions Payments { get; }

    public AccountWebhooks Webhooks { get; }

    /// <summary>All objects as they are now. Read it while nothing else changes the account.</summary>
    public StripeStore Store { get; } = new();

    /// <summary>What happened, for the oracle.</summary>
    public FactLog Facts { get; } = new();

    /// <summary>The time at which actions happen: the clock's, or the one set by <see cref="At"/>.</summary>
    public DateTimeOffset Now => Whole(_moment ?? _clock.GetUtcNow());

    internal StripeSimulation Simulation { get; }

    /// <summary>Until it is disposed of, actions happen at this moment instead of the clock's.</summary>
    public IDisposable At(DateTimeOffset moment)
    {
        var before = _moment;
        _moment = moment;
        return new Undo(() => _moment = before);
    }

    /// <summary>Until it is disposed of, actions leave no events and send no webhooks. Good for long histories.</summary>
    public IDisposable WithoutEvents()
    {
        var before = _isSilent;
        _isSilent = true;
        return new Undo(() => _isSilent = before);
    }

    /// <summary>A key that may do everything.</summary>
    public StripeKey CreateSecretKey(string? value = null) => AddKey(value ?? NewKey("sk"), []);

    /// <summary>A key that may do what it is given; all that a sync reads where nothing is.</summary>
    public StripeKey CreateRestrictedKey(IEnumerable<string>? permissions = null, string? value = null) =>
        AddKey(value ?? NewKey("rk"), permissions ?? StripePermissions.Sync);

    /// <summary>Runs a script or an answer on its own.</summary>
    internal T Locked<T>(Func<T> action)
    {
        lock (_gate)
            return action();
    }

    internal void Locked(Action action)
    {
        lock (_gate)
            action();
    }

    /// <summary>As in <c>cus_</c> and 24 letters.</summary>
    internal string NewId(string prefix) => $"{prefix}_1{Letters(23)}";

    internal long NextSequence() => ++_sequence;

    /// <summary>What the account looks like at this moment to a request.</summary>
    internal Rendering Rendering(ApiVersion? version = null) =>
        new(version ?? Terms.DefaultVersion, Livemode, _clock.GetUtcNow());

    /// <summary>Notes an event about something that was just changed, and queues its webhooks.</summary>
    /// <param name="previous">The fields that changed, as they were.</param>
    internal void Emit(string type, StripeObject subject, JsonObject? previous = null)
    {
        // What is older than the retention could never be seen.
        if (_isSilent || Now < _clock.GetUtcNow() - _options.EventRetention)
            return;
        var snapshot = subject.Render(Rendering());
        Expansion.Prune(snapshot);
        var happened = new StripeEvent
        {
            Id = NewId("evt"),
            Created = Now,
            Sequence = NextSequence(),
            Type = type,
            Version = Terms.DefaultVersion,
            Subject = subject,
            Snapshot = snapshot,
            Previous = previous,
        };
        Store.Events.Add(happened);
        Webhooks.Queue(happened);
    }

    /// <summary>Whether the list of events shows it: not before the lag, not after the retention.</summary>
    internal bool IsVisible(StripeObject row)
    {
        var age = _clock.GetUtcNow() - row.Created;
        return row is not StripeEvent || (age >= _options.EventLag && age <= _options.EventRetention);
    }

    internal JsonObject Render() =>
        new()
        {
            ["id"] = Id,
            ["object"] = "account",
            ["business_profile"] = new JsonObject { ["name"] = Terms.Name },
            ["charges_enabled"] = true,
            ["country"] = Terms.Country,
            ["created"] = Json.Time(DateTimeOffset.UnixEpoch.AddYears(50)),
            ["default_currency"] = Terms.DefaultCurrency,
            ["details_submitted"] = true,
            ["email"] = "owner@example.com",
            ["payouts_enabled"] = true,
            ["settings"] = new JsonObject
            {
                ["dashboard"] = new JsonObject { ["display_name"] = Terms.Name, ["timezone"] = Terms.TimeZone },
            },
            ["type"] = "standard",
        };

    private StripeKey AddKey(string value, IEnumerable<string> permissions)
    {
        var key = new StripeKey(this, value, permissions);
        Simulation.Add(key);
        return key;
    }

    private string NewKey(string kind) => Locked(() => $"{kind}_{(Livemode ? "live" : "test")}_51{Letters(40)}");

    private string Letters(int count) =>
        new(_random.GetItems<char>("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count));

    private static DateTimeOffset Whole(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private sealed class Undo(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}

/// <summary>What an account is opened with.</summary>
public sealed record StripeAccountTerms(string Id)
{
    public string Name { get; init; } = "Simulated";

    public string Country { get; init; } = "US";

    /// <summary>Lower case.</summary>
    public string DefaultCurrency { get; init; } = "usd";

    /// <summary>As in <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>The version in which events are written, and that requests get that name none.</summary>
    public ApiVersion DefaultVersion { get; init; } = ApiVersion.Dahlia;
}
