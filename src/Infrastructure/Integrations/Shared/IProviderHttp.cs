using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>The only way out to a provider.</summary>
/// <remarks>
/// Every call passes, from outside in: retry of what failed on the network or with 408 and 5xx, circuit breaker, rate
/// budget, timeout of one attempt, a cap on the size of the answer, and a check of the address that is dialled.
/// Redirects are not followed. Other answers, 4xx among them, come back as they are: the provider's client classifies
/// them by the provider's own codes.
/// </remarks>
internal interface IProviderHttp
{
    /// <summary>A client with the provider's base address. Cheap: pools, budgets and breakers are shared behind it.</summary>
    /// <remarks>
    /// Its calls throw <see cref="IntegrationException"/>: <see cref="IntegrationFault.Unavailable"/> where the provider
    /// cannot be reached, the breaker is open, or an answer does not end in time;
    /// <see cref="IntegrationFault.RateLimited"/> where the budget or the provider asks for a longer wait than a call may
    /// take; <see cref="IntegrationFault.UnexpectedResponse"/> for a redirect or an answer over the cap.
    /// </remarks>
    HttpClient Open(ProviderCalls calls);
}

/// <summary>Whose calls these are, for limits that are shared.</summary>
/// <param name="Provider">Key of the provider; the operator's <c>Providers:&lt;key&gt;:BaseUrl</c> replaces its address.</param>
/// <param name="Address">The provider's own address.</param>
/// <param name="QuotaScope">What the provider counts calls by, such as the account and mode; shared by all nodes.</param>
/// <param name="CredentialScope">Whose failures open a breaker together; holds no secret.</param>
/// <param name="Limit">How fast calls of the quota scope may be made.</param>
internal sealed record ProviderCalls(
    string Provider,
    Uri Address,
    string QuotaScope,
    string CredentialScope,
    RateLimit Limit
)
{
    /// <summary>Calls of a connection, which the provider counts by its account once that is known.</summary>
    /// <param name="account">Null before it is known, and where the provider counts by the credential.</param>
    public static ProviderCalls Of(
        string provider,
        string address,
        ConnectionContext connection,
        string? account,
        RateLimit limit
    )
    {
        var own = $"connection:{connection.ConnectionId}";
        return new(provider, new Uri(address), account is null ? own : $"account:{account}", own, limit);
    }

    /// <summary>
    /// Further limits that each call counts against, such as that of the app which the operator registered at the provider
    /// and which all workspaces share. A call goes when every limit lets it.
    /// </summary>
    public IReadOnlyList<SharedLimit> SharedLimits { get; init; } = [];

    /// <summary>How long one attempt may take, from the first byte sent to the last byte received.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What the provider itself says about repeating a call: true or false by its answer, null where it says nothing
    /// and the status decides. A call that may not be made twice is not repeated whatever it says.
    /// </summary>
    public Func<HttpResponseMessage, bool?>? ShouldRetry { get; init; }

    /// <summary>
    /// Whether a 429 comes back as it is, because only its body tells how long to wait; else it is thrown as
    /// <see cref="IntegrationFault.RateLimited"/>.
    /// </summary>
    public bool ReadsRefusals { get; init; }

    /// <summary>
    /// Whether an answer with a status of failure refuses this one question in the provider's own words, and is no sign
    /// that the provider is down: it does not open the breaker. Null where the status decides.
    /// </summary>
    public Func<HttpResponseMessage, bool>? IsAnswer { get; init; }

    /// <summary>
    /// Run before each attempt, with the whole address: for signatures that hold the time and must not be sent twice.
    /// </summary>
    public Action<HttpRequestMessage>? Sign { get; init; }

    /// <summary>
    /// How long an answer asks to be left alone in the provider's own way, whatever its status: headers or codes other
    /// than <c>Retry-After</c>. Null where it does not. The calls of the quota scope are held back that long on all nodes.
    /// The body may be read by <see cref="ProviderBodies.Read"/>.
    /// </summary>
    public Func<HttpResponseMessage, DateTimeOffset, TimeSpan?>? Pause { get; init; }

    /// <summary>
    /// Which limit is used up where an answer asks to be left alone: the scope of one of <see cref="SharedLimits"/>, whose calls are
    /// held back instead of those of the quota scope. Null where it is the quota scope's own.
    /// </summary>
    public Func<HttpResponseMessage, string?>? UsedUp { get; init; }

    /// <summary>
    /// How long to leave the provider alone after a 429 that names no time, once trying again has not helped; a minute where it
    /// is null.
    /// </summary>
    public Func<DateTimeOffset, TimeSpan>? PauseUnlessTold { get; init; }

    /// <summary>
    /// What an answer says to be used of the provider's limits, of the one nearest to its end: 0 to 1, or null where it
    /// does not say. Shown to people, and nothing is held back by it.
    /// </summary>
    public Func<HttpResponseMessage, double?>? QuotaUsed { get; init; }
}

/// <param name="PerSecond">Calls per second over time, more than 0.</param>
/// <param name="Burst">Calls that may be made at once after a pause, at least 1.</param>
/// <param name="Concurrency">Calls in flight at the same time on one node, at least 1.</param>
internal sealed record RateLimit(double PerSecond, int Burst, int Concurrency);

/// <summary>A limit on calls of several quota scopes together.</summary>
/// <param name="Scope">What shares it, at this provider.</param>
/// <param name="PerSecond">Calls per second over time, more than 0.</param>
/// <param name="Burst">Calls that may be made at once after a pause, at least 1.</param>
internal sealed record SharedLimit(string Scope, double PerSecond, int Burst);
