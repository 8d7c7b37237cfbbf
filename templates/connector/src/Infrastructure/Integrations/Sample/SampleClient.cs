using System.Net;
using System.Net.Http.Headers;
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

    private readonly HttpClient _http;
    private readonly Secret _key;
    private readonly TimeProvider _clock;

    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: there is no key that could be one.
    /// </exception>
    public SampleClient(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _clock = clock;
        _key =
            connection.Credentials.GetValueOrDefault(Key) is { } key
            && key.Reveal().All(letter => letter is > ' ' and <= '~')
                ? key
                : throw new IntegrationException(IntegrationFault.Misconfigured, "Enter the API key, whole.");
        var scope = $"connection:{connection.ConnectionId}";
        var limit = new RateLimit(PerSecond: 5, Burst: 10, Concurrency: 2);
        _http = http.Open(new(Provider, new Uri("https://api.example.com/"), scope, scope, limit));
    }

    /// <param name="path">Below the version, such as <c>days?after=2026-01-31</c>.</param>
    /// <exception cref="IntegrationException">The provider refused, failed, or sent no object.</exception>
    public async Task<SampleAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var asked = _clock.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Version}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key.Reveal());
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw Refusal(response.StatusCode);
        var body = await ProviderJson.ReadAsync(response, Name, cancellationToken);
        return body.ValueKind == JsonValueKind.Object
            ? new(body, asked, response.Headers.Date)
            : throw Unexpected("with something other than an object");
    }

    /// <param name="how">What is wrong, continuing the provider's name and "answered".</param>
    public static IntegrationException Unexpected(string how) =>
        new(IntegrationFault.UnexpectedResponse, $"{Name} answered {how}. Nothing of it was kept.");

    /// <remarks>Refusals for the rate do not come here: the calls below have parked them already.</remarks>
    private static IntegrationException Refusal(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized => new(
                IntegrationFault.NeedsReauthorisation,
                $"{Name} does not accept the API key: it was deleted or mistyped. Enter a valid one."
            ),
            HttpStatusCode.Forbidden => new(
                IntegrationFault.NoAccess,
                "The API key may not read this. Give it the right to, or make another one."
            ),
            HttpStatusCode.Gone or HttpStatusCode.UpgradeRequired => new(
                IntegrationFault.UpgradeRequired,
                $"{Name} no longer serves version {Version} of its API, which Nexus speaks."
            ),
            >= HttpStatusCode.InternalServerError => new(IntegrationFault.Unavailable, $"{Name} failed on its side."),
            _ => Unexpected($"a call that it documents as allowed with status {(int)status}"),
        };
}

/// <param name="AskedAt">When the call began, by our clock.</param>
/// <param name="At">When it was answered, by the provider's; null where it did not say.</param>
internal sealed record SampleAnswer(JsonElement Body, DateTimeOffset AskedAt, DateTimeOffset? At);
