using Nexus.Domain.Integrations;

namespace Nexus.Application.OAuth;

/// <summary>What a person granted Nexus at a provider; several connections of a workspace may use it.</summary>
/// <param name="Number">What rows refer to it by.</param>
/// <param name="Id">The id that callers see.</param>
/// <param name="ClientId">Nexus's registration that it was granted to; no other can renew it.</param>
/// <param name="Subject">Who granted it, as the provider names them; null where it does not tell.</param>
/// <param name="Version">Grows with every renewal.</param>
/// <param name="IsEnded">Whether the provider has said that it is over.</param>
public sealed record Grant(
    int Number,
    Guid Id,
    string Provider,
    string ClientId,
    string? Subject,
    IReadOnlyList<string> Scopes,
    GrantTokens Tokens,
    int Version,
    bool IsEnded
);

/// <param name="AccessEnds">Null for a token that lives until it is refused.</param>
/// <param name="RefreshEnds">Null where the provider does not say.</param>
public sealed record GrantTokens(
    Secret Access,
    Secret? Refresh,
    DateTimeOffset? AccessEnds,
    DateTimeOffset? RefreshEnds
);

/// <summary>What a token endpoint answered.</summary>
/// <param name="Scopes">Null where it did not say.</param>
/// <param name="Subject">Null where it did not say.</param>
public sealed record TokenAnswer(GrantTokens Tokens, IReadOnlyList<string>? Scopes, string? Subject);

/// <param name="ConnectionId">The connection that is to be connected again; null for a new grant.</param>
/// <param name="ClientId">Nexus's registration that consent is asked for.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="ReturnTo">A path of Nexus to go to afterwards; null for none.</param>
public sealed record PendingConsent(
    string Provider,
    Guid? ConnectionId,
    string ClientId,
    Uri Redirect,
    string Actor,
    string? ReturnTo
);
