using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>Access tokens of a service account: a signed assertion for each, and no refresh token (RFC 7523).</summary>
/// <remarks><see href="https://developers.google.com/identity/protocols/oauth2/service-account#httprest"/></remarks>
internal sealed class ServiceAccountTokens(
    IProviderHttp http,
    ServiceAccountKey key,
    string provider,
    string scope,
    TimeProvider clock
)
{
    private const string Audience = "https://oauth2.googleapis.com/token";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private static readonly TimeSpan RenewedBefore = TimeSpan.FromMinutes(5);

    private Secret? _token;
    private DateTimeOffset _ends;

    /// <summary>Whose failures count together.</summary>
    public string Scope { get; } = $"account:{key.Email}";

    /// <inheritdoc cref="IGrantedAccess.TokenAsync" />
    public async Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken)
    {
        if (_token is { } known && known.Reveal() != refused?.Reveal() && _ends - RenewedBefore > clock.GetUtcNow())
            return known;
        var now = clock.GetUtcNow();
        using var caller = http.Open(
            new ProviderCalls(
                $"{provider}/token",
                new Uri("https://oauth2.googleapis.com/"),
                Scope,
                Scope,
                new RateLimit(PerSecond: 1, Burst: 5, Concurrency: 1)
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenAddress(caller.BaseAddress!));
        request.Options.Set(ProviderRequests.Repeatable, true);
        request.Content = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
                ["assertion"] = Assertion(now),
            }
        );
        using var response = await caller.SendAsync(request, cancellationToken);
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            throw new IntegrationException(
                IntegrationFault.Unavailable,
                "Google failed on its side while Nexus asked for access."
            );
        var body = await ProviderJson.ReadAsync(response, "Google", cancellationToken);
        if (!response.IsSuccessStatusCode || body.Text("access_token") is not { Length: > 0 } token)
            throw new IntegrationException(
                IntegrationFault.NeedsReauthorisation,
                "Google does not accept the service account's key: it was deleted or disabled. Create a new key and enter it here."
            );
        (_token, _ends) = (new Secret(token), now + Life);
        return _token;
    }

    /// <remarks>The operator's address is the token endpoint itself; Google's is its host.</remarks>
    private static Uri TokenAddress(Uri home) =>
        home.Host == "oauth2.googleapis.com" ? new Uri(Audience) : new Uri(home.AbsoluteUri.TrimEnd('/'));

    private string Assertion(DateTimeOffset now)
    {
        var head = Part(
            new
            {
                alg = "RS256",
                typ = "JWT",
                kid = key.KeyId,
            }
        );
        var claims = Part(
            new
            {
                iss = key.Email,
                scope,
                aud = Audience,
                iat = now.ToUnixTimeSeconds(),
                exp = (now + Life).ToUnixTimeSeconds(),
            }
        );
        using var rsa = key.Open();
        var signature = rsa.SignData(
            System.Text.Encoding.ASCII.GetBytes($"{head}.{claims}"),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part<T>(T content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
}
