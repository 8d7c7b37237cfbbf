using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>Calls one of Google's APIs: with a token, and with another one where the first is refused.</summary>
internal sealed class GoogleClient(HttpClient http, GoogleAccess access, TimeProvider clock)
{
    /// <summary>When to go on after a refusal for its rate, from the words of the refusal.</summary>
    public Func<string, DateTimeOffset?>? Pause { get; init; }

    /// <param name="path">Relative to the API's address.</param>
    /// <exception cref="IntegrationException">Google refused, failed, or sent something other than JSON.</exception>
    public Task<GoogleAnswer> GetAsync(string path, GoogleCall call, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, call, cancellationToken);

    /// <summary>Asks by a body. The call only reads, so that it may be made twice.</summary>
    /// <inheritdoc cref="GetAsync" />
    public Task<GoogleAnswer> PostAsync(
        string path,
        JsonObject body,
        GoogleCall call,
        CancellationToken cancellationToken
    ) => AskAsync(HttpMethod.Post, path, body, call, cancellationToken);

    private async Task<GoogleAnswer> AskAsync(
        HttpMethod method,
        string path,
        JsonObject? content,
        GoogleCall call,
        CancellationToken cancellationToken
    )
    {
        var token = await access.TokenAsync(refused: null, cancellationToken);
        var asked = clock.GetUtcNow();
        var response = await SendAsync(method, path, content, token, cancellationToken);
        try
        {
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                token = await access.TokenAsync(refused: token, cancellationToken);
                response.Dispose();
                response = await SendAsync(method, path, content, token, cancellationToken);
            }
            if (response.IsSuccessStatusCode)
            {
                var body = await ProviderJson.ReadAsync(response, "Google", cancellationToken);
                // An error can come with status 200, from something in between.
                return body.ValueKind == JsonValueKind.Object && !body.TryGetProperty("error", out _)
                    ? new(body, asked, response.Headers.Date)
                    : throw GoogleFaults.Of(HttpStatusCode.OK, default, call, Pause, clock.GetUtcNow());
            }
            throw GoogleFaults.Of(
                response.StatusCode,
                await ErrorAsync(response, cancellationToken),
                call,
                Pause,
                clock.GetUtcNow()
            );
        }
        finally
        {
            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? content,
        Domain.Integrations.Secret token,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Options.Set(ProviderRequests.Repeatable, true);
        if (content is not null)
            request.Content = JsonContent.Create(content);
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>What fails on the way to Google answers with a page for people: undefined then.</summary>
    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await ProviderJson.ReadAsync(response, "Google", cancellationToken);
        }
        catch (IntegrationException)
        {
            return default;
        }
    }
}

/// <param name="AskedAt">When the call began, by our clock.</param>
/// <param name="At">When it was answered, by Google's.</param>
internal sealed record GoogleAnswer(JsonElement Body, DateTimeOffset AskedAt, DateTimeOffset? At);
