using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
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
        _api = new JsonApi("Notion", http.Open(calls), clock)
        {
            Judge = NotionFaults.Of,
            IsData = body => body.Text("object") != "error",
            IdOf = (_, body) => body.Text("request_id"),
        };
    }

    /// <param name="path">Below <c>v1/</c>, encoded.</param>
    /// <exception cref="IntegrationException">Notion refused, or sent no object.</exception>
    public Task<JsonAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(path, null, cancellationToken);

    /// <summary>Asks by POST, which at Notion searches and queries are.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    /// <param name="cursor">Of the page that is asked for; null for the first.</param>
    /// <exception cref="NotionRefusedQuestionException">Notion finds the question with its cursor invalid.</exception>
    public async Task<JsonAnswer> QueryAsync(
        string path,
        JsonObject question,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        if (cursor is not null)
            question["start_cursor"] = cursor;
        return await AskAsync(path, question, cancellationToken);
    }

    /// <summary>What a person shared with the connection.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> SourcesAsync(CancellationToken cancellationToken) =>
        PagesAsync(
            cursor =>
                QueryAsync(
                    "search",
                    new()
                    {
                        ["filter"] = new JsonObject { ["property"] = "object", ["value"] = "data_source" },
                        ["page_size"] = 100,
                    },
                    cursor,
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>A list page after page.</summary>
    /// <param name="ask">Asks for the page of a cursor; null stands for the first.</param>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> PagesAsync(
        Func<string?, Task<JsonAnswer>> ask,
        CancellationToken cancellationToken
    ) => _api.PagesAsync(ask, body => body.Flag("has_more") ? body.Text("next_cursor") : null, cancellationToken);

    private async Task<JsonAnswer> AskAsync(string path, JsonObject? question, CancellationToken cancellationToken)
    {
        try
        {
            return await _api.SendAsync(_tokens, token => Request(token, path, question), cancellationToken);
        }
        catch (NotionRefusedQuestionException refusal) when (question?["start_cursor"] is null)
        {
            throw refusal.Fault;
        }
    }

    private static HttpRequestMessage Request(Secret token, string path, JsonObject? question)
    {
        var request = ProviderRequests.Asking(token, $"v1/{path}", question);
        request.Headers.Add("Notion-Version", Version);
        return request;
    }
}
