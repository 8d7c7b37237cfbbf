using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.XAds;

/// <summary>Speaks X's Ads API for one token: the only place that knows its addresses, paging and forms of refusal.</summary>
internal sealed class XClient
{
    public const string Provider = "x-ads";
    public const string ConsumerKey = "consumerKey";
    public const string ConsumerSecret = "consumerSecret";
    public const string Token = "accessToken";
    public const string TokenSecret = "accessTokenSecret";

    /// <summary>No end of it is announced (<see href="https://docs.x.com/x-ads-api/fundamentals/versioning"/>).</summary>
    public const string Version = "12";

    /// <summary>Bytes of a report, unpacked.</summary>
    private const int LargestReport = 64 * 1024 * 1024;

    private readonly JsonApi _api;
    private readonly HttpClient _files;
    private readonly TimeProvider _clock;

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: a credential is missing.</exception>
    public XClient(IProviderHttp http, ConnectionContext connection, string? account, TimeProvider clock)
    {
        _clock = clock;
        var oauth = new OAuth1(
            Credential(connection, ConsumerKey).Reveal(),
            Credential(connection, ConsumerSecret),
            Credential(connection, Token).Reveal(),
            Credential(connection, TokenSecret)
        );
        var token = $"token:{Credentials.Fingerprint(oauth.Token)}";
        var app = $"app:{Credentials.Fingerprint(Credential(connection, ConsumerKey).Reveal())}";
        var calls = new ProviderCalls(
            Provider,
            new Uri("https://ads-api.x.com/"),
            account is null ? $"{token}:accounts" : $"account:{account}",
            token,
            new RateLimit(PerSecond: 2, Burst: 20, Concurrency: 4)
        )
        {
            AttemptTimeout = TimeSpan.FromSeconds(60),
            Pause = XFaults.Pause,
            QuotaUsed = XFaults.QuotaUsed,
        };
        // The one place that knows how calls are authorised; a bearer token of OAuth 2 would go here.
        var signed = calls with
        {
            Sign = request => oauth.Sign(request, clock),
            SharedLimits = [new(token, PerSecond: 2, Burst: 20), new(app, PerSecond: 20, Burst: 100)],
            UsedUp = response => XFaults.ScopeOf(response, token, app),
        };
        _api = new JsonApi("X", http.Open(signed), clock)
        {
            Judge = XFaults.Of,
            IsData = body => body.TryGetProperty("data", out _),
        };
        // Reports lie on another host, which must not see the signature.
        _files = http.Open(calls with { Address = new Uri("https://ton.twimg.com/"), QuotaScope = $"{token}:files" });
    }

    /// <param name="path">Below the version, such as <c>accounts/18ce54d4x5t</c>.</param>
    /// <exception cref="IntegrationException">X refused, or sent no object.</exception>
    public Task<JsonAnswer> SendAsync(
        HttpMethod method,
        string path,
        (string, string)[] query,
        CancellationToken cancellationToken
    ) =>
        _api.SendAsync(
            new HttpRequestMessage(method, ProviderRequests.Address($"{Version}/{path}", query)),
            cancellationToken
        );

    /// <inheritdoc cref="SendAsync" />
    public Task<JsonAnswer> GetAsync(string path, (string, string)[] query, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, query, cancellationToken);

    /// <summary>All items of a list, page after page.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public IAsyncEnumerable<JsonElement> ReadAsync(
        string path,
        (string, string)[] query,
        CancellationToken cancellationToken
    ) =>
        _api.RowsAsync(
            "data",
            cursor =>
                GetAsync(
                    path,
                    [.. query, ("count", "1000"), .. cursor is null ? [] : new[] { ("cursor", cursor) }],
                    cancellationToken
                ),
            body => body.Text("next_cursor"),
            cancellationToken
        );

    /// <summary>A report that is ready: packed JSON on the host of X's files.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public async Task<JsonElement> DownloadAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var place))
            throw XFaults.Unexpected("with a report at an address that is none");
        using var response = await _files.GetAsync(place, cancellationToken);
        return response.IsSuccessStatusCode
            ? await ProviderJson.ReadFileAsync(response, "X", LargestReport, cancellationToken)
            : throw XFaults.Of(new Refusal("X", response, default, _clock.GetUtcNow()));
    }

    private static Secret Credential(ConnectionContext connection, string name) =>
        Credentials.Find(connection, name)
        ?? throw ConnectionSettings.Wrong(
            $"The credential {name} is missing or is none of X's. The four keys stand in the developer portal, Keys and tokens."
        );
}
