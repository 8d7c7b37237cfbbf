using System.Net;
using System.Text.Json;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Integrations;

/// <summary>A provider to which people give Nexus access by consenting there (OAuth 2.0, authorisation code).</summary>
/// <remarks>
/// It only describes its provider: consent, exchange, storage and renewal of tokens are Nexus's own. An adapter gets at a
/// token by <see cref="ConnectionContext.Access"/>.
/// </remarks>
public interface IAuthorisesByOAuth : IProviderModule
{
    OAuthProfile OAuth { get; }

    /// <summary>
    /// What an error of the token endpoint means, where the provider has codes of its own; null leaves it to the codes of
    /// RFC 6749, section 5.2.
    /// </summary>
    /// <param name="body">The answer; undefined where it was no JSON.</param>
    IntegrationFault? Judge(HttpStatusCode status, JsonElement body) => null;
}

/// <summary>How a provider grants access.</summary>
/// <param name="Registration">
/// Under which name the operator has registered Nexus, such as <c>google</c>: the client is read from
/// <c>OAuth:&lt;registration&gt;:ClientId</c> and <c>ClientSecret</c>. Providers of one house may share it.
/// </param>
/// <param name="Authorize">Where people consent; the operator's <c>Providers:&lt;key&gt;:AuthorizeUrl</c> replaces it.</param>
/// <param name="Token">Where codes become tokens; the operator's <c>Providers:&lt;key&gt;:TokenUrl</c> replaces it.</param>
/// <param name="Scopes">All that Nexus needs; a grant that lacks one of them is refused. Empty where the provider has none.</param>
public sealed record OAuthProfile(string Registration, Uri Authorize, Uri Token, IReadOnlyList<string> Scopes)
{
    /// <summary>Where a grant is given up; null where there is no such call. The operator's <c>RevokeUrl</c> replaces it.</summary>
    public Uri? Revoke { get; init; }

    /// <summary>What the address of the consent carries besides, such as <c>access_type=offline</c>.</summary>
    public IReadOnlyDictionary<string, string> AuthorizeParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Between scopes, in what is asked for and in what is answered.</summary>
    public string ScopeSeparator { get; init; } = " ";

    /// <summary>Whether the provider takes a proof key (RFC 7636, S256).</summary>
    public bool TakesProofKey { get; init; } = true;

    /// <summary>Whether the answer of the token endpoint names the scopes that were granted.</summary>
    public bool TellsScopes { get; init; } = true;

    public OAuthClientStyle ClientStyle { get; init; } = OAuthClientStyle.Body;

    public OAuthBodyStyle BodyStyle { get; init; } = OAuthBodyStyle.Form;

    public OAuthRenewal Renewal { get; init; } = OAuthRenewal.RefreshToken;

    /// <summary>
    /// Whether a grant without a refresh token is refused, because it would end within the hour; with
    /// <see cref="OAuthRenewal.RefreshToken"/> alone.
    /// </summary>
    public bool NeedsRefreshToken { get; init; } = true;

    /// <summary>
    /// The grant type by which a token is turned into one that lives longer, right after the code and at each renewal; its
    /// parameter for the token has the same name. Such as <c>fb_exchange_token</c>; null where there is none.
    /// </summary>
    public string? LongLivedGrant { get; init; }

    /// <summary>How long an access token lives where the answer does not say; null for one that lives until it is refused.</summary>
    public TimeSpan? AccessTokenLife { get; init; }

    /// <summary>How long before its end an access token is renewed.</summary>
    public TimeSpan RenewedBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Members of the token answer that together name who consented, such as <c>bot_id</c>; a grant is renewed by consent of
    /// the same only. Empty where the answer does not tell.
    /// </summary>
    public IReadOnlyList<string> SubjectMembers { get; init; } = [];
}

/// <summary>How Nexus proves at the token endpoint which client it is.</summary>
public enum OAuthClientStyle
{
    /// <summary><c>client_id</c> and <c>client_secret</c> beside the other parameters.</summary>
    Body,

    /// <summary>HTTP Basic.</summary>
    Basic,
}

/// <summary>How parameters travel to the token endpoint.</summary>
public enum OAuthBodyStyle
{
    Form,
    Json,
}

/// <summary>How an access token that ends is replaced.</summary>
public enum OAuthRenewal
{
    /// <summary>By the refresh token; one that comes with the answer replaces it.</summary>
    RefreshToken,

    /// <summary>By exchanging the access token itself, while it is valid, by <see cref="OAuthProfile.LongLivedGrant"/>.</summary>
    Exchange,

    /// <summary>Not at all: a person consents again.</summary>
    None,
}

/// <summary>What a person granted to a connection.</summary>
public interface IGrantedAccess
{
    /// <summary>Nexus's own registration at the provider, for providers that want calls to be signed with it.</summary>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.OperatorFault"/>: the operator has configured none.
    /// </exception>
    OAuthClient Client { get; }

    /// <summary>An access token that is valid for a while; renewed first where it is about to end.</summary>
    /// <remarks>Safe to call from many places at once: one of them renews, the others wait for it. To be asked anew for each call.</remarks>
    /// <param name="refused">A token that the provider has just refused: another one is given, or it is said that there is none.</param>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.NeedsReauthorisation"/>: the grant has ended;
    /// <see cref="IntegrationFault.OperatorFault"/>: the provider does not accept Nexus's registration;
    /// <see cref="IntegrationFault.Unavailable"/> or <see cref="IntegrationFault.RateLimited"/>: to be tried again.
    /// </exception>
    Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken);
}

/// <param name="Id">Public.</param>
public sealed record OAuthClient(string Id, Secret Secret);
