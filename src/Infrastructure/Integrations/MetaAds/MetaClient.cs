using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

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

    private readonly MetaAccess _access;
    private readonly JsonApi _api;

    /// <param name="account">Null before it is known; Meta counts calls by account.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public MetaClient(IProviderHttp http, ConnectionContext connection, string? account, TimeProvider clock)
    {
        _access = MetaAccess.Of(connection);
        var calls = ProviderCalls.Of(
            Provider,
            "https://graph.facebook.com/",
            connection,
            account,
            new RateLimit(PerSecond: 5, Burst: 10, Concurrency: 4)
        ) with
        {
            AttemptTimeout = TimeSpan.FromSeconds(60),
            ShouldRetry = MetaFaults.ShouldRetry,
            IsAnswer = MetaFaults.IsAnswer,
            Pause = (response, _) => MetaThrottle.Pause(response),
            QuotaUsed = MetaThrottle.Used,
        };
        _api = new JsonApi("Meta", http.Open(calls), clock)
        {
            Judge = MetaFaults.Of,
            IdOf = (_, body) => body.Member("error").Text("fbtrace_id"),
        };
    }

    /// <param name="path">Below the version, such as <c>act_1/insights</c>.</param>
    /// <exception cref="IntegrationException">Meta refused, or sent no object.</exception>
    public Task<JsonAnswer> SendAsync(
        HttpMethod method,
        string path,
        IEnumerable<(string Name, string Value)> query,
        CancellationToken cancellationToken
    ) =>
        _access.Tokens.UseAsync(
            token =>
                _api.SendAsync(ProviderRequests.Bearing(token, method, Address(path, query, token)), cancellationToken),
            cancellationToken
        );

    /// <summary>All rows of an edge, page after page.</summary>
    /// <remarks>
    /// The address of the next page holds the token, so it is not used: its presence alone says that there is one, for
    /// cursors come with the last page, too.
    /// </remarks>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public IAsyncEnumerable<JsonElement> ReadAsync(
        string path,
        IReadOnlyCollection<(string Name, string Value)> query,
        CancellationToken cancellationToken
    ) =>
        _api.RowsAsync(
            "data",
            after =>
                SendAsync(
                    HttpMethod.Get,
                    path,
                    after is null ? query : query.Append(("after", after)),
                    cancellationToken
                ),
            body =>
                body.Member("paging").Text("next") is null
                    ? null
                    : body.Member("paging").Member("cursors").Text("after")
                        ?? throw MetaFaults.Unexpected("that there are more pages, and not where"),
            cancellationToken
        );

    private string Address(string path, IEnumerable<(string Name, string Value)> query, Secret token) =>
        ProviderRequests.Address(
            $"{Version}/{path}",
            _access.AppSecret is { } secret
                ? query.Append((Name: "appsecret_proof", Value: MetaAccess.Proof(secret, token)))
                : query
        );
}
