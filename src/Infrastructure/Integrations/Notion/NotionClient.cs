using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
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

    private readonly HttpClient _http;
    private readonly AccessTokens _tokens;
    private readonly TimeProvider _clock;

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public NotionClient(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        (_tokens, _clock) = (AccessTokens.Of(connection), clock);
        var scope = $"connection:{connection.ConnectionId}";
        _http = http.Open(
            new(
                Provider,
                new Uri("https://api.notion.com/"),
                scope,
                scope,
                // Notion takes three a second on average, and more for a moment.
                new RateLimit(PerSecond: 2.5, Burst: 5, Concurrency: 3)
            )
            {
                AttemptTimeout = TimeSpan.FromSeconds(60),
                ShouldRetry = NotionFaults.ShouldRetry,
                IsAnswer = NotionFaults.IsAnswer,
                Pause = NotionFaults.Pause,
            }
        );
    }

    /// <param name="path">Below <c>v1/</c>, encoded.</param>
    /// <exception cref="IntegrationException">Notion refused, or sent no object.</exception>
    public Task<NotionAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Asks by POST, which at Notion searches and queries are.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public Task<NotionAnswer> QueryAsync(string path, JsonObject question, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, question, cancellationToken);

    private async Task<NotionAnswer> AskAsync(
        HttpMethod method,
        string path,
        JsonObject? question,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await TryAsync(method, path, question, cancellationToken);
        }
        catch (NotionRefusedQuestionException refusal) when (question?["start_cursor"] is null)
        {
            throw refusal.Fault;
        }
    }

    private Task<NotionAnswer> TryAsync(
        HttpMethod method,
        string path,
        JsonObject? question,
        CancellationToken cancellationToken
    ) => _tokens.UseAsync(token => SendAsync(method, path, question, token, cancellationToken), cancellationToken);

    private async Task<NotionAnswer> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? question,
        Secret token,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, $"v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Headers.Add("Notion-Version", Version);
        if (question is not null)
        {
            request.Content = JsonContent.Create(question);
            request.Options.Set(ProviderRequests.Repeatable, true);
        }
        var asked = _clock.GetUtcNow();
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            var answer = await ProviderJson.ReadAsync(response, "Notion", cancellationToken);
            return answer.ValueKind == JsonValueKind.Object && answer.Text("object") != "error"
                ? new(answer, asked, response.Headers.Date)
                : throw NotionFaults.Unexpected("with something other than what was asked for", null);
        }
        throw NotionFaults.Of(response, await RefusalAsync(response, cancellationToken), _clock.GetUtcNow());
    }

    /// <returns>Undefined where a server in between answered, which sends web pages.</returns>
    private static async Task<JsonElement> RefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ProviderJson.ReadAsync(response, "Notion", cancellationToken);
        }
        catch (IntegrationException)
        {
            return default;
        }
    }
}

/// <param name="AskedAt">When the call began.</param>
/// <param name="At">Notion's clock; null where it told none.</param>
internal sealed record NotionAnswer(JsonElement Body, DateTimeOffset AskedAt, DateTimeOffset? At);
