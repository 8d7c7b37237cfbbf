using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <summary>Speaks the provider's API: the only place that knows its address, headers, limits and refusals.</summary>
internal sealed class SampleClient
{
    public const string Provider = "sample-key";

    public const string Version = "v1";

    /// <summary>Name of the credential.</summary>
    public const string Key = "apiKey";

    private const string Name = "Sample name";

    private readonly Secret _key;
    private readonly JsonApi _api;

    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: there is no key that could be one.
    /// </exception>
    public SampleClient(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _key =
            Credentials.Find(connection, Key)
            ?? throw new IntegrationException(IntegrationFault.Misconfigured, "Enter the API key, whole.");
        var limit = new RateLimit(PerSecond: 5, Burst: 10, Concurrency: 2);
        var calls = ProviderCalls.Of(Provider, "https://api.example.com/", connection, account: null, limit);
        _api = new JsonApi(Name, http.Open(calls), clock) { Judge = Judge };
    }

    /// <param name="path">Below the version, such as <c>days?after=2026-01-31</c>.</param>
    /// <exception cref="IntegrationException">The provider refused, failed, or sent no object.</exception>
    public Task<JsonAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        _api.SendAsync(ProviderRequests.Bearing(_key, HttpMethod.Get, $"{Version}/{path}"), cancellationToken);

    /// <summary>The entries of a list that an answer has to hold.</summary>
    /// <exception cref="IntegrationException">It does not: that is no empty list.</exception>
    public IReadOnlyList<JsonElement> Rows(JsonAnswer answer, string list) => [.. _api.Rows(answer, list)];

    /// <param name="how">What is wrong, continuing the provider's name and "answered".</param>
    public static IntegrationException Unexpected(string how) => Refusal.Unexpected(Name, how);

    /// <remarks>Refusals for the rate do not come here: the calls below have parked them already.</remarks>
    private static IntegrationException Judge(Refusal refusal) =>
        refusal.Status switch
        {
            HttpStatusCode.Unauthorized => refusal.As(
                IntegrationFault.NeedsReauthorisation,
                $"{Name} does not accept the API key: it was deleted or mistyped. Enter a valid one."
            ),
            HttpStatusCode.Forbidden => refusal.As(
                IntegrationFault.NoAccess,
                "The API key may not read this. Give it the right to, or make another one."
            ),
            HttpStatusCode.Gone or HttpStatusCode.UpgradeRequired => refusal.Ended(Version),
            >= HttpStatusCode.InternalServerError => refusal.Failed(),
            _ => refusal.Undocumented(),
        };
}
