using System.IO.Compression;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Ads;

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

    private readonly HttpClient _http;
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
        var scope = $"token:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(oauth.Token)))[..16]}";
        var calls = new ProviderCalls(
            Provider,
            new Uri("https://ads-api.x.com/"),
            account is null ? scope : $"account:{account}",
            scope,
            new RateLimit(PerSecond: 2, Burst: 20, Concurrency: 4)
        )
        {
            AttemptTimeout = TimeSpan.FromSeconds(60),
            Pause = XFaults.Pause,
        };
        // The one place that knows how calls are authorised; a bearer token of OAuth 2 would go here.
        _http = http.Open(calls with { Sign = request => Sign(oauth, request, clock) });
        // Reports lie on another host, which must not see the signature.
        _files = http.Open(calls with { Address = new Uri("https://ton.twimg.com/"), QuotaScope = $"{scope}:files" });
    }

    /// <param name="path">Below the version, such as <c>accounts/18ce54d4x5t</c>.</param>
    /// <exception cref="IntegrationException">X refused, or sent no object.</exception>
    public async Task<(JsonElement Body, DateTimeOffset? At)> SendAsync(
        HttpMethod method,
        string path,
        IEnumerable<(string Name, string Value)> query,
        CancellationToken cancellationToken
    )
    {
        var text = string.Join('&', query.Select(pair => $"{pair.Name}={OAuth1.Encode(pair.Value)}"));
        using var request = new HttpRequestMessage(
            method,
            text.Length == 0 ? $"{Version}/{path}" : $"{Version}/{path}?{text}"
        );
        using var response = await _http.SendAsync(request, cancellationToken);
        // What fails on the way to X answers with a page for people.
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            throw XFaults.Of(response.StatusCode, default, _clock.GetUtcNow());
        var body = await ProviderJson.ReadAsync(response, "X", cancellationToken);
        return
            response.IsSuccessStatusCode && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out _)
            ? (body, response.Headers.Date)
            : throw XFaults.Of(response.StatusCode, body, _clock.GetUtcNow());
    }

    /// <summary>All items of a list, page after page.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public async IAsyncEnumerable<JsonElement> ReadAsync(
        string path,
        IReadOnlyCollection<(string Name, string Value)> query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = null; ; )
        {
            var page = query.Append(("count", "1000"));
            var (body, _) = await SendAsync(
                HttpMethod.Get,
                path,
                cursor is null ? page : page.Append(("cursor", cursor)),
                cancellationToken
            );
            if (body.GetProperty("data").ValueKind != JsonValueKind.Array)
                throw XFaults.Unexpected("without the list that was asked for");
            foreach (var item in body.Items("data"))
                yield return item;
            cursor = body.Text("next_cursor");
            if (cursor is null)
                yield break;
            if (!seen.Add(cursor))
                throw XFaults.Unexpected("with pages that go round in circles");
        }
    }

    /// <summary>A report that is ready: packed JSON on the host of X's files.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public async Task<JsonElement> DownloadAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var place))
            throw XFaults.Unexpected("with a report at an address that is none");
        using var response = await _files.GetAsync(place, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw XFaults.Of(response.StatusCode, default, _clock.GetUtcNow());
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var unpacked = IsPacked(body) ? new GZipStream(body, CompressionMode.Decompress) : body;
            using var whole = new MemoryStream();
            var block = new byte[64 * 1024];
            int read;
            while ((read = await unpacked.ReadAsync(block, cancellationToken)) > 0)
            {
                if (whole.Length + read > LargestReport)
                    throw new IntegrationException(IntegrationFault.Split, "A report of X is too large to be read.");
                await whole.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }
            using var document = JsonDocument.Parse(whole.GetBuffer().AsMemory(0, (int)whole.Length));
            return document.RootElement.Clone();
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            throw XFaults.Unexpected("with a report that is broken or incomplete");
        }
    }

    private static bool IsPacked(Stream body)
    {
        var first = body.ReadByte();
        body.Position = 0;
        return first == 0x1F;
    }

    private static void Sign(OAuth1 oauth, HttpRequestMessage request, TimeProvider clock)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            oauth.Authorize(request.Method, request.RequestUri!, clock.GetUtcNow(), nonce)
        );
    }

    private static Secret Credential(ConnectionContext connection, string name)
    {
        var value = connection.Credentials.GetValueOrDefault(name)?.Reveal().Trim();
        return !string.IsNullOrEmpty(value) && value.All(letter => letter is > ' ' and <= '~')
            ? new Secret(value)
            : throw new IntegrationException(
                IntegrationFault.Misconfigured,
                $"The credential {name} is missing or is none of X's. The four keys stand in the developer portal, Keys and tokens."
            );
    }
}
