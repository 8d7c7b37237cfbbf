using System.Text;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Api;
using Nexus.ProviderSimulator.Stripe.Keys;

namespace Nexus.ProviderSimulator.Stripe;

/// <summary>A Stripe of several accounts, each with a live and a test mode.</summary>
public sealed class StripeSimulation : ISimulatedProvider, IDemonstrated, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StripeKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, bool Livemode), StripeAccount> _accounts = [];
    private readonly Dictionary<StripeAccount, RateLimiter> _limiters = [];
    private readonly Func<HttpClient> _client;
    private long _requests;

    internal StripeSimulation(StripeOptions options, TimeProvider clock, Func<HttpClient> client)
    {
        Options = options;
        Clock = clock;
        _client = client;
    }

    public string Name => "stripe";

    public StripeOptions Options { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Both modes of all accounts.</summary>
    public IReadOnlyList<StripeAccount> Accounts
    {
        get
        {
            lock (_gate)
                return [.. _accounts.Values];
        }
    }

    /// <summary>Opens an account; its other mode is reached by <see cref="Account"/>.</summary>
    public StripeAccount CreateAccount(StripeAccountTerms terms, bool livemode = true)
    {
        lock (_gate)
        {
            foreach (var mode in new[] { true, false })
            {
                var account = new StripeAccount(this, terms, mode);
                _accounts.Add((terms.Id, mode), account);
                _limiters.Add(account, new(Options.Limits));
            }
            return _accounts[(terms.Id, livemode)];
        }
    }

    /// <summary>A live account with the usual settings.</summary>
    public StripeAccount CreateAccount(string id = "acct_1NexusSimulated") => CreateAccount(new StripeAccountTerms(id));

    /// <exception cref="KeyNotFoundException">There is no such account.</exception>
    public StripeAccount Account(string id, bool livemode = true)
    {
        lock (_gate)
            return _accounts[(id, livemode)];
    }

    public IReadOnlyList<JsonObject> Demonstrate()
    {
        const string id = "acct_1NexusDemo";
        var account = CreateAccount(id);
        Scenarios.Scenarios.Demo(account);
        return
        [
            new()
            {
                ["provider"] = Name,
                ["name"] = "Demo shop",
                ["credentials"] = new JsonObject { ["apiKey"] = account.CreateRestrictedKey().Value },
                ["settings"] = new JsonObject(),
                ["webhooks"] = new JsonObject
                {
                    ["path"] = $"/_simulator/stripe/accounts/{id}/webhooks",
                    ["credential"] = "webhookSecret",
                },
            },
        ];
    }

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        var id = Interlocked.Increment(ref _requests);
        var answer = AnswerOrRefuse(request, out var version);
        if (version is not null)
            answer = answer.With("Stripe-Version", version.Text);
        return answer.With("Request-Id", $"req_{id:D14}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var account in Accounts)
            await account.Webhooks.DisposeAsync();
    }

    internal HttpClient CreateClient() => _client();

    internal void Add(StripeKey key)
    {
        lock (_gate)
            _keys.Add(key.Value, key);
    }

    private SimulatedAnswer AnswerOrRefuse(SimulatedRequest request, out ApiVersion? version)
    {
        version = null;
        try
        {
            var key = Authenticate(request);
            version = VersionOf(request) ?? key.Account.Terms.DefaultVersion;
            RateLimiter limiter;
            lock (_gate)
                limiter = _limiters[key.Account];
            if (limiter.Refuse(request.Path, Clock.GetUtcNow()) is { } refusal)
                return refusal;
            return StripeApi.Answer(key, request, version);
        }
        catch (StripeError error)
        {
            return error.ToAnswer();
        }
    }

    private static ApiVersion? VersionOf(SimulatedRequest request) =>
        request.Header("Stripe-Version") is not { } text ? null
        : ApiVersion.TryParse(text) is { } version ? version
        : throw StripeError.Invalid($"Invalid Stripe API version: {text}");

    private StripeKey Authenticate(SimulatedRequest request)
    {
        var secret =
            SecretOf(request.Header("Authorization"))
            ?? throw StripeError.Unauthorized(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            );
        if (secret.StartsWith("pk_", StringComparison.Ordinal))
            throw StripeError.Unauthorized(
                "This API call cannot be made with a publishable API key. Please use a secret API key.",
                "secret_key_required"
            );
        StripeKey? key;
        lock (_gate)
            key = _keys.GetValueOrDefault(secret);
        if (key is null or { IsRevoked: true })
            throw StripeError.Unauthorized($"Invalid API Key provided: {StripeKey.Mask(secret)}");
        if (key.IsExpired)
            throw StripeError.Unauthorized($"Expired API Key provided: {key}", "api_key_expired");
        if (request.Header("Stripe-Account") is { } other && other != key.Account.Id)
            throw StripeError.Forbidden(
                $"The provided key '{key}' does not have access to account '{other}' (or that account does not exist). Application access may have been revoked.",
                "account_invalid"
            );
        return key;
    }

    private static string? SecretOf(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
            return authorization[7..].Trim();
        if (authorization?.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        var decoded = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), decoded, out var length)
            ? Encoding.UTF8.GetString(decoded, 0, length).Split(':')[0]
            : null;
    }
}
