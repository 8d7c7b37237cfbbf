using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>Speaks LinkedIn's REST API for one token: the only place that knows its headers, paging and forms of refusal.</summary>
internal sealed class LinkedInClient
{
    public const string Provider = "linkedin-ads";

    /// <summary>A version is served for a year (<see href="https://learn.microsoft.com/linkedin/marketing/versioning"/>).</summary>
    public const string Version = "202607";

    public static readonly DateOnly VersionEnds = new(2027, 7, 15);

    /// <summary>Addresses longer than this are sent as the body of a POST that says it is a GET.</summary>
    private const int LongestAddress = 4_000;

    private readonly HttpClient _http;
    private readonly AccessTokens _tokens;
    private readonly TimeProvider _clock;

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public LinkedInClient(IProviderHttp http, ConnectionContext connection, string? account, TimeProvider clock)
    {
        (_tokens, _clock) = (AccessTokens.Of(connection), clock);
        var scope = $"connection:{connection.ConnectionId}";
        _http = http.Open(
            new(
                Provider,
                new Uri("https://api.linkedin.com/"),
                account is null ? scope : $"account:{account}",
                scope,
                new RateLimit(PerSecond: 0.6, Burst: 6, Concurrency: 2)
            )
            {
                AttemptTimeout = TimeSpan.FromSeconds(60),
                Pause = LinkedInFaults.Pause,
            }
        );
    }

    /// <param name="path">Below <c>rest/</c>.</param>
    /// <param name="query">Encoded already, by <see cref="RestLi"/>.</param>
    /// <exception cref="IntegrationException">LinkedIn refused, or sent no object.</exception>
    public Task<(JsonElement Body, DateTimeOffset? At)> GetAsync(
        string path,
        string query,
        CancellationToken cancellationToken
    ) => _tokens.UseAsync(token => SendAsync(path, query, token, cancellationToken), cancellationToken);

    /// <summary>The elements of an answer.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async Task<IReadOnlyList<JsonElement>> ElementsAsync(
        string path,
        string query,
        CancellationToken cancellationToken
    )
    {
        var (body, _) = await GetAsync(path, query, cancellationToken);
        return Elements(body);
    }

    /// <summary>All elements of a search, page after page.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async IAsyncEnumerable<JsonElement> SearchAsync(
        string path,
        string query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? token = null; ; )
        {
            var page = token is null ? query : $"{query}&pageToken={Uri.EscapeDataString(token)}";
            var (body, _) = await GetAsync(path, page, cancellationToken);
            foreach (var element in Elements(body))
                yield return element;
            token = body.TryGetProperty("metadata", out var metadata) ? metadata.Text("nextPageToken") : null;
            if (token is null)
                yield break;
            if (!seen.Add(token))
                throw LinkedInFaults.Unexpected("with pages that go round in circles", null);
        }
    }

    private async Task<(JsonElement Body, DateTimeOffset? At)> SendAsync(
        string path,
        string query,
        Secret token,
        CancellationToken cancellationToken
    )
    {
        using var request = Request(path, query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Headers.Add("LinkedIn-Version", Version);
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        using var response = await _http.SendAsync(request, cancellationToken);
        var id = response.Headers.TryGetValues("x-li-uuid", out var ids) ? ids.First() : null;
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            throw LinkedInFaults.Of(response.StatusCode, default, id, _clock.GetUtcNow());
        var body = await ProviderJson.ReadAsync(response, "LinkedIn", cancellationToken);
        return response.StatusCode == HttpStatusCode.OK && body.ValueKind == JsonValueKind.Object
            ? (body, response.Headers.Date)
            : throw LinkedInFaults.Of(response.StatusCode, body, id, _clock.GetUtcNow());
    }

    private static HttpRequestMessage Request(string path, string query)
    {
        if (query.Length <= LongestAddress)
            return new HttpRequestMessage(HttpMethod.Get, query.Length == 0 ? $"rest/{path}" : $"rest/{path}?{query}");
        var tunnel = new HttpRequestMessage(HttpMethod.Post, $"rest/{path}")
        {
            Content = new StringContent(query, Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        tunnel.Headers.Add("X-HTTP-Method-Override", "GET");
        tunnel.Options.Set(ProviderRequests.Repeatable, true);
        return tunnel;
    }

    private static IReadOnlyList<JsonElement> Elements(JsonElement body) =>
        body.TryGetProperty("elements", out var elements) && elements.ValueKind == JsonValueKind.Array
            ? [.. elements.EnumerateArray()]
            : throw LinkedInFaults.Unexpected("without the list that was asked for", null);
}
