using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>Speaks LinkedIn's REST API for one token: the only place that knows its headers, paging and forms of refusal.</summary>
internal sealed class LinkedInClient
{
    public const string Provider = "linkedin-ads";

    /// <summary>A version is served for a year (<see href="https://learn.microsoft.com/linkedin/marketing/versioning"/>).</summary>
    public const string Version = "202607";

    public static readonly DateOnly VersionEnds = new(2027, 7, 15);

    private const string App = "app";

    /// <summary>Addresses longer than this are sent as the body of a POST that says it is a GET.</summary>
    private const int LongestAddress = 4_000;

    private readonly AccessTokens _tokens;
    private readonly JsonApi _api;

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public LinkedInClient(IProviderHttp http, ConnectionContext connection, string? account, TimeProvider clock)
    {
        _tokens = AccessTokens.Of(connection);
        var calls = ProviderCalls.Of(
            Provider,
            "https://api.linkedin.com/",
            connection,
            account,
            new RateLimit(PerSecond: 0.6, Burst: 6, Concurrency: 2)
        ) with
        {
            AttemptTimeout = TimeSpan.FromSeconds(60),
            Pause = LinkedInFaults.Pause,
            // How many calls the app has a day LinkedIn tells its operator alone; a pasted token is of another app.
            SharedLimits = connection.Access is null ? [] : [new(App, PerSecond: 20, Burst: 100)],
            UsedUp = response => connection.Access is not null && LinkedInFaults.IsOfApp(response) ? App : null,
            PauseUnlessTold = LinkedInFaults.ToMidnight,
        };
        _api = new JsonApi("LinkedIn", http.Open(calls), clock)
        {
            Judge = LinkedInFaults.Of,
            IdOf = (response, _) => response.Header("x-li-uuid"),
        };
    }

    /// <param name="path">Below <c>rest/</c>.</param>
    /// <param name="query">Encoded already, by <see cref="RestLi"/>.</param>
    /// <exception cref="IntegrationException">LinkedIn refused, or sent no object.</exception>
    public Task<JsonAnswer> GetAsync(string path, string query, CancellationToken cancellationToken) =>
        _api.SendAsync(_tokens, token => Request(path, query, token), cancellationToken);

    /// <summary>The elements of an answer.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async Task<IReadOnlyList<JsonElement>> ElementsAsync(
        string path,
        string query,
        CancellationToken cancellationToken
    ) => [.. _api.Rows(await GetAsync(path, query, cancellationToken), "elements")];

    /// <summary>All elements of a search, page after page.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonElement> SearchAsync(string path, string query, CancellationToken cancellationToken) =>
        _api.RowsAsync(
            "elements",
            page => GetAsync(path, ProviderRequests.Page(query, "pageToken", page), cancellationToken),
            body => body.Member("metadata").Text("nextPageToken"),
            cancellationToken
        );

    private static HttpRequestMessage Request(string path, string query, Secret token)
    {
        var isLong = query.Length > LongestAddress;
        var request = ProviderRequests.Bearing(
            token,
            isLong ? HttpMethod.Post : HttpMethod.Get,
            isLong || query.Length == 0 ? $"rest/{path}" : $"rest/{path}?{query}"
        );
        request.Headers.Add("LinkedIn-Version", Version);
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        if (isLong)
        {
            request.Content = new StringContent(query, Encoding.ASCII, "application/x-www-form-urlencoded");
            request.Headers.Add("X-HTTP-Method-Override", "GET");
            request.Options.Set(ProviderRequests.Repeatable, true);
        }
        return request;
    }
}
