using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Shared;
// The use cases' class of this name asks for people; this record says whose calls they are.
using ProviderCalls = Nexus.Infrastructure.Integrations.Shared.ProviderCalls;

namespace Nexus.Infrastructure.OAuth;

/// <summary>Speaks OAuth 2.0 as a provider's profile describes it (RFC 6749, sections 4.1.3, 5 and 6; RFC 7009).</summary>
internal sealed class TokenEndpoint(
    IProviderHttp http,
    ProviderAddresses addresses,
    TimeProvider clock,
    ILogger<TokenEndpoint> log
) : ITokenEndpoint
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    public async Task<TokenAnswer> ExchangeAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        string code,
        string? proof,
        Uri redirect,
        CancellationToken cancellationToken
    )
    {
        var parameters = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect.AbsoluteUri,
        };
        if (proof is not null)
            parameters["code_verifier"] = proof;
        var answer = await AskAsync(provider, client, parameters, cancellationToken);
        if (provider.OAuth.LongLivedGrant is null)
            return answer;
        var lasting = await ProlongAsync(provider, client, answer.Tokens.Access, cancellationToken);
        return answer with { Tokens = answer.Tokens with { Access = lasting.Access, AccessEnds = lasting.AccessEnds } };
    }

    public async Task<TokenAnswer> RenewAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        GrantTokens tokens,
        CancellationToken cancellationToken
    )
    {
        if (provider.OAuth.Renewal == OAuthRenewal.Exchange)
            return new(await ProlongAsync(provider, client, tokens.Access, cancellationToken), null, null);
        var answer = await AskAsync(
            provider,
            client,
            new() { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens.Refresh!.Reveal() },
            cancellationToken
        );
        return answer with
        {
            Tokens = answer.Tokens with
            {
                Refresh = answer.Tokens.Refresh ?? tokens.Refresh,
                RefreshEnds = answer.Tokens.RefreshEnds ?? tokens.RefreshEnds,
            },
        };
    }

    public async Task RevokeAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        GrantTokens tokens,
        CancellationToken cancellationToken
    )
    {
        var place = ProviderAddresses.Revoke(provider.Descriptor.Key);
        var address = addresses.Exactly(place) ?? provider.OAuth.Revoke!;
        var token = (tokens.Refresh ?? tokens.Access).Reveal();
        using var response = await SendAsync(
            provider,
            client,
            place,
            address,
            new() { ["token"] = token },
            cancellationToken
        );
        if (response.IsSuccessStatusCode)
            return;
        var body = await ReadAsync(response, cancellationToken);
        // RFC 7009 answers 200 for a token that is over; some providers say so instead.
        if (Text(body, "error") is not ("invalid_token" or "invalid_grant" or "token_revoked"))
            throw Refusal(provider, response.StatusCode, body);
    }

    private async Task<GrantTokens> ProlongAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        Secret access,
        CancellationToken cancellationToken
    )
    {
        var grant = provider.OAuth.LongLivedGrant!;
        var parameters = new Dictionary<string, string> { ["grant_type"] = grant, [grant] = access.Reveal() };
        return (await AskAsync(provider, client, parameters, cancellationToken)).Tokens;
    }

    private async Task<TokenAnswer> AskAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        Dictionary<string, string> parameters,
        CancellationToken cancellationToken
    )
    {
        var place = ProviderAddresses.Token(provider.Descriptor.Key);
        var address = addresses.Exactly(place) ?? provider.OAuth.Token;
        var asked = clock.GetUtcNow();
        using var response = await SendAsync(provider, client, place, address, parameters, cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        // A refusal can come with status 200.
        return response.IsSuccessStatusCode && !Has(body, "error")
            ? Answer(provider, body, asked)
            : throw Refusal(provider, response.StatusCode, body);
    }

    private async Task<HttpResponseMessage> SendAsync(
        IAuthorisesByOAuth provider,
        OAuthClient client,
        string place,
        Uri address,
        Dictionary<string, string> parameters,
        CancellationToken cancellationToken
    )
    {
        var profile = provider.OAuth;
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.Add(new("application/json"));
        if (profile.ClientStyle == OAuthClientStyle.Basic)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret.Reveal()}"))
            );
        else
            (parameters["client_id"], parameters["client_secret"]) = (client.Id, client.Secret.Reveal());
        request.Content =
            profile.BodyStyle == OAuthBodyStyle.Json
                ? JsonContent.Create(parameters)
                : new FormUrlEncodedContent(parameters);
        using var caller = http.Open(
            new ProviderCalls(
                place,
                new Uri(address.GetLeftPart(UriPartial.Authority)),
                client.Id,
                client.Id,
                new RateLimit(PerSecond: 20, Burst: 40, Concurrency: 8)
            )
            {
                AttemptTimeout = AttemptTimeout,
            }
        );
        return await caller.SendAsync(request, cancellationToken);
    }

    private static TokenAnswer Answer(IAuthorisesByOAuth provider, JsonElement body, DateTimeOffset asked)
    {
        if (Text(body, "access_token") is not { Length: > 0 } access)
            throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                $"{provider.Descriptor.Name} answered the request for access with something other than that."
            );
        var profile = provider.OAuth;
        var life = Seconds(body, "expires_in") ?? profile.AccessTokenLife;
        return new(
            new(
                new Secret(access),
                Text(body, "refresh_token") is { Length: > 0 } refresh ? new Secret(refresh) : null,
                asked + life,
                asked + Seconds(body, "refresh_token_expires_in")
            ),
            Text(body, "scope")?.Split([profile.ScopeSeparator, " ", ","], StringSplitOptions.RemoveEmptyEntries),
            SubjectOf(profile, body)
        );
    }

    /// <remarks>
    /// The identity token comes straight from the provider over TLS, so that its signature need not be checked (OpenID
    /// Connect Core, section 3.1.3.7, point 6).
    /// </remarks>
    private static string? SubjectOf(OAuthProfile profile, JsonElement body)
    {
        if (profile.SubjectMembers.Count == 0)
            return null;
        var parts = profile.SubjectMembers.Select(member => Text(body, member) ?? Text(IdentityIn(body), member));
        var subject = string.Join('|', parts);
        return subject.Trim('|').Length == 0 ? null : subject;
    }

    private static JsonElement IdentityIn(JsonElement body)
    {
        if (Text(body, "id_token")?.Split('.') is not [_, { } payload, _])
            return default;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(payload));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return default;
        }
    }

    private IntegrationException Refusal(IAuthorisesByOAuth provider, HttpStatusCode status, JsonElement body)
    {
        var name = provider.Descriptor.Name;
        var error = Text(body, "error");
        var fault = provider.Judge(status, body) ?? Judge(status, error);
        if (fault == IntegrationFault.OperatorFault)
            log.LogError(
                "{Provider} does not accept Nexus's registration {Registration} ({Status}): check its id, secret and redirect address",
                provider.Descriptor.Key,
                provider.OAuth.Registration,
                (int)status
            );
        return new(
            fault,
            fault switch
            {
                IntegrationFault.NeedsReauthorisation =>
                    $"{name} has ended the access that was granted to Nexus: it was revoked, lapsed, or replaced. Connect again.",
                IntegrationFault.OperatorFault => $"{name} does not accept Nexus's own registration.",
                IntegrationFault.Unavailable => $"{name} failed on its side while Nexus asked for access.",
                IntegrationFault.RateLimited => $"{name} asked Nexus to renew access less often.",
                _ => $"{name} refused to give access in a way that it does not document (status {(int)status}).",
            }
        );
    }

    /// <remarks>By its code alone: providers word the rest as they like.</remarks>
    private static IntegrationFault Judge(HttpStatusCode status, string? error) =>
        error switch
        {
            "invalid_grant" or "invalid_refresh_token" or "access_denied" => IntegrationFault.NeedsReauthorisation,
            "invalid_client"
            or "unauthorized_client"
            or "redirect_uri_mismatch"
            or "unsupported_grant_type"
            or "invalid_scope"
            or "invalid_request"
            or "deleted_client"
            or "disabled_client"
            or "org_internal" => IntegrationFault.OperatorFault,
            "temporarily_unavailable" or "server_error" or "internal_failure" => IntegrationFault.Unavailable,
            _ when status >= HttpStatusCode.InternalServerError => IntegrationFault.Unavailable,
            _ => IntegrationFault.UnexpectedResponse,
        };

    /// <returns>Undefined where the answer is no JSON object.</returns>
    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await ProviderJson.ReadAsync(response, "The provider", cancellationToken);
            return body.ValueKind == JsonValueKind.Object ? body : default;
        }
        catch (IntegrationException) when (!response.IsSuccessStatusCode)
        {
            return default;
        }
    }

    private static bool Has(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out _);

    private static string? Text(JsonElement body, string name) =>
        Has(body, name) && body.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Providers send it as a number or as a text.</summary>
    private static TimeSpan? Seconds(JsonElement body, string name)
    {
        if (!Has(body, name))
            return null;
        var text = body.GetProperty(name).ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
