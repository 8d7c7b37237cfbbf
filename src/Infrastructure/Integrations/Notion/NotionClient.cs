using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Speaks Notion's API for one connection: the only place that knows its version, its limits and its forms of refusal.</summary>
internal sealed class NotionClient
{
    public const string Provider = "notion";

    /// <summary>
    /// A version is served until Notion says otherwise; none has been given an end
    /// (<see href="https://developers.notion.com/reference/versioning"/>).
    /// </summary>
    public const string Version = "2026-03-11";

    private readonly AccessTokens _tokens;
    private readonly JsonApi _api;

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public NotionClient(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _tokens = AccessTokens.Of(connection);
        // Notion takes three a second on average, and more for a moment.
        var limit = new RateLimit(PerSecond: 2.5, Burst: 5, Concurrency: 3);
        var calls = ProviderCalls.Of(Provider, "https://api.notion.com/", connection, account: null, limit) with
        {
            AttemptTimeout = TimeSpan.FromSeconds(60),
            ShouldRetry = NotionFaults.ShouldRetry,
            IsAnswer = NotionFaults.IsAnswer,
            Pause = NotionFaults.Pause,
        };
        var open = http.Open(calls);
        open.DefaultRequestHeaders.Add("Notion-Version", Version);
        _api = new JsonApi("Notion", open, clock)
        {
            Judge = NotionFaults.Of,
            IsData = body => body.Text("object") != "error",
            IdOf = (_, body) => body.Text("request_id"),
            // Of all lists that are read so, none is nearly as long: queries are read in windows.
            MostPages = 200,
        };
    }

    /// <param name="path">Below <c>v1/</c>, encoded.</param>
    /// <exception cref="IntegrationException">Notion refused, or sent no object.</exception>
    public Task<JsonAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        QueryAsync(path, null, cancellationToken);

    /// <summary>Asks by POST, which at Notion searches and queries are.</summary>
    /// <param name="question">As <see cref="ProviderRequests.Asking"/> takes it.</param>
    /// <inheritdoc cref="GetAsync" />
    public Task<JsonAnswer> QueryAsync(string path, object? question, CancellationToken cancellationToken) =>
        _api.SendAsync(_tokens, token => ProviderRequests.Asking(token, $"v1/{path}", question), cancellationToken);

    /// <summary>What a person shared with the connection.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> SourcesAsync(CancellationToken cancellationToken)
    {
        var filter = new { property = "object", value = "data_source" };
        return _api.PagesAsync(
            cursor => QueryAsync("search", new { filter, start_cursor = cursor }, cancellationToken),
            NotionJson.Next,
            cancellationToken
        );
    }

    /// <summary>The whole value of a property of a page; the page itself shows a part of a long one.</summary>
    /// <param name="property">Its id, decoded.</param>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> PropertyAsync(string page, string property, CancellationToken cancellationToken)
    {
        var path = $"pages/{page}/properties/{Uri.EscapeDataString(property)}?page_size=100";
        return _api.PagesAsync(
            cursor => GetAsync(ProviderRequests.Page(path, "start_cursor", cursor), cancellationToken),
            NotionJson.Next,
            cancellationToken
        );
    }
}
