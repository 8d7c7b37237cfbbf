using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Integrations.MetaAds;

/// <summary>Speaks the Graph API for one token: the only place that knows its addresses, paging and forms of refusal.</summary>
internal sealed class MetaClient
{
    /// <summary>
    /// Always named: without it the app's default answers. No end is announced for the Marketing API of this version
    /// (<see href="https://developers.facebook.com/docs/marketing-api/versions"/>).
    /// </summary>
    public const string Version = "v25.0";

    public const string Provider = "meta-ads";

    private readonly HttpClient _http;
    private readonly MetaAccess _access;
    private readonly TimeProvider _clock;

    /// <param name="scope">Whose failures count together, without a secret.</param>
    /// <param name="account">Null before it is known; Meta counts calls by account.</param>
    public MetaClient(IProviderHttp http, MetaAccess access, string scope, string? account, TimeProvider clock)
    {
        (_access, _clock) = (access, clock);
        _http = http.Open(
            new(
                Provider,
                new Uri("https://graph.facebook.com/"),
                account is null ? scope : $"account:{account}",
                scope,
                new RateLimit(PerSecond: 5, Burst: 10, Concurrency: 4)
            )
            {
                AttemptTimeout = TimeSpan.FromSeconds(60),
                ShouldRetry = MetaFaults.ShouldRetry,
                IsAnswer = MetaFaults.IsAnswer,
                Pause = (response, _) => MetaThrottle.Pause(response),
            }
        );
    }

    /// <param name="path">Below the version, such as <c>act_1/insights</c>.</param>
    /// <exception cref="IntegrationException">Meta refused, or sent no object.</exception>
    public Task<(JsonElement Body, DateTimeOffset? At)> SendAsync(
        HttpMethod method,
        string path,
        IEnumerable<(string Name, string Value)> query,
        CancellationToken cancellationToken
    ) =>
        _access.Tokens.UseAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(method, Address(path, query, token));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
                using var response = await _http.SendAsync(request, cancellationToken);
                // What fails on the way to Meta answers with a page for people, and Meta itself with a code of its own.
                if (response.StatusCode >= HttpStatusCode.InternalServerError && !MetaFaults.IsAnswer(response))
                    throw MetaFaults.Down();
                var body = await ProviderJson.ReadAsync(response, "Meta", cancellationToken);
                return
                    response.IsSuccessStatusCode
                    && body.ValueKind == JsonValueKind.Object
                    && !body.TryGetProperty("error", out _)
                    ? (body, response.Headers.Date)
                    : throw MetaFaults.Of(body, MetaThrottle.Pause(response), _clock.GetUtcNow());
            },
            cancellationToken
        );

    /// <summary>All rows of an edge, page after page.</summary>
    /// <remarks>
    /// The address of the next page holds the token, so it is not used: its presence alone says that there is one, for
    /// cursors come with the last page, too.
    /// </remarks>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public async IAsyncEnumerable<JsonElement> ReadAsync(
        string path,
        IReadOnlyCollection<(string Name, string Value)> query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (string? after = null; ; )
        {
            var page = after is null ? query : query.Append(("after", after));
            var (body, _) = await SendAsync(HttpMethod.Get, path, page, cancellationToken);
            if (!body.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
                throw MetaFaults.Unexpected("without the list that was asked for");
            foreach (var row in data.EnumerateArray())
                yield return row;
            if (!body.TryGetProperty("paging", out var paging) || paging.Text("next") is null)
                yield break;
            var next = paging.TryGetProperty("cursors", out var cursors) ? cursors.Text("after") : null;
            if (next is null || next == after)
                throw MetaFaults.Unexpected("with pages that go round in circles");
            after = next;
        }
    }

    private string Address(string path, IEnumerable<(string Name, string Value)> query, Secret token)
    {
        var all = _access.AppSecret is { } secret
            ? query.Append((Name: "appsecret_proof", Value: MetaAccess.Proof(secret, token)))
            : query;
        return $"{Version}/{path}?{string.Join('&', all.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
    }
}
