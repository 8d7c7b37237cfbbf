using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Sends calls to one provider's API and gives back its data; whatever else comes is a fault.</summary>
/// <param name="provider">As people know it.</param>
internal sealed class JsonApi(string provider, HttpClient http, TimeProvider clock)
{
    /// <summary>What a refusal comes to: by the provider's own codes, and by its status where it has none.</summary>
    public required Func<Refusal, Exception> Judge { get; init; }

    /// <summary>Whether the object of a success is data, and no error in its place.</summary>
    public Func<JsonElement, bool> IsData { get; init; } =
        body => body.Member("error").ValueKind == JsonValueKind.Undefined;

    /// <summary>The provider's id of a call that it refused, by headers or body.</summary>
    public Func<HttpResponseMessage, JsonElement, string?> IdOf { get; init; } = (_, _) => null;

    /// <summary>
    /// Whether statuses of 4xx count that come with a page for people. Elsewhere such a page is none of the provider's: it
    /// comes from something in between, and says nothing about the credential.
    /// </summary>
    public bool RefusesByPages { get; init; }

    /// <summary>Pages after which a list is taken for one without an end.</summary>
    public int MostPages { get; init; } = 20_000;

    /// <summary>Sends a call with a token, and once more with a renewed one where the provider refuses the first.</summary>
    /// <param name="request">Makes the call anew with each token.</param>
    /// <exception cref="IntegrationException">The provider refused, failed, or sent no object; or there is no token.</exception>
    public Task<JsonAnswer> SendAsync(
        AccessTokens tokens,
        Func<Secret, HttpRequestMessage> request,
        CancellationToken cancellationToken
    ) => tokens.UseAsync(token => SendAsync(request(token), cancellationToken), cancellationToken);

    /// <param name="request">Is disposed of.</param>
    /// <exception cref="IntegrationException">The provider refused, failed, or sent no object.</exception>
    public async Task<JsonAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        var asked = clock.GetUtcNow();
        using var response = await http.SendAsync(sent, cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        return response.IsSuccessStatusCode && body.ValueKind == JsonValueKind.Object && IsData(body)
            ? new(body, asked, response.Headers.Date)
            : throw Judge(new Refusal(provider, response, body, clock.GetUtcNow()) { Id = IdOf(response, body) });
    }

    /// <summary>A list answer after answer, until none names another.</summary>
    /// <param name="ask">Asks for the page of a cursor; null stands for the first.</param>
    /// <param name="next">The cursor of the page after an answer; null at the end.</param>
    /// <exception cref="IntegrationException">As of the calls, or the pages go round in circles or have no end.</exception>
    public async IAsyncEnumerable<JsonAnswer> PagesAsync(
        Func<string?, Task<JsonAnswer>> ask,
        Func<JsonElement, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await ask(cursor);
            yield return answer;
            cursor = next(answer.Body);
            if (cursor is not null && !seen.Add(cursor))
                throw Refusal.Unexpected(provider, "with pages that go round in circles");
            if (seen.Count == MostPages)
                throw Refusal.Unexpected(provider, "with pages without end");
        } while (cursor is not null);
    }

    /// <summary>The entries of such a list.</summary>
    /// <param name="list">The member that holds them.</param>
    /// <inheritdoc cref="PagesAsync" />
    public async IAsyncEnumerable<JsonElement> RowsAsync(
        string list,
        Func<string?, Task<JsonAnswer>> ask,
        Func<JsonElement, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in PagesAsync(ask, next, cancellationToken))
        {
            foreach (var row in Rows(page, list))
                yield return row;
        }
    }

    /// <summary>The entries of a list that an answer has to hold.</summary>
    /// <exception cref="IntegrationException">It does not: that is no empty list.</exception>
    public IEnumerable<JsonElement> Rows(JsonAnswer answer, string list) =>
        answer.Body.Member(list).ValueKind == JsonValueKind.Array
            ? answer.Body.Items(list)
            : throw Refusal.Unexpected(provider, "without the list that was asked for");

    /// <summary>What fails on the way to a provider answers with a page for people: undefined then.</summary>
    private async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await ProviderJson.ReadAsync(response, provider, cancellationToken);
        }
        catch (IntegrationException)
            when (response.StatusCode >= HttpStatusCode.InternalServerError
                || (RefusesByPages && !response.IsSuccessStatusCode)
            )
        {
            return default;
        }
    }
}

/// <param name="AskedAt">When the call began, by our clock.</param>
/// <param name="At">When it was answered, by the provider's; null where it told no time.</param>
internal sealed record JsonAnswer(JsonElement Body, DateTimeOffset AskedAt, DateTimeOffset? At);
