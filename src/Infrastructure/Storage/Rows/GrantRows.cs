namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>What a person granted Nexus at a provider.</summary>
internal sealed class OAuthGrantRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public int GrantId { get; init; }
    public required Guid PublicId { get; init; }
    public required string Provider { get; init; }

    /// <summary>Nexus's registration that it was granted to.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who granted it, as the provider names them; null where it does not tell.</summary>
    public string? Subject { get; init; }
    public required string[] Scopes { get; init; }
    public required int KeyNo { get; set; }

    /// <summary>Access and refresh token: nonce, ciphertext and tag.</summary>
    public required byte[] Sealed { get; set; }
    public DateTimeOffset? AccessEnds { get; set; }
    public DateTimeOffset? RefreshEnds { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset RenewedAt { get; set; }

    /// <summary>Counts renewals.</summary>
    public required int Version { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who renews it, and until when nobody else may; null while nobody does.</summary>
    public Guid? Renewer { get; set; }
    public DateTimeOffset? RenewingUntil { get; set; }
}

/// <summary>A consent that was begun.</summary>
internal sealed class OAuthStateRow : ITenantRow
{
    public required int WorkspaceId { get; init; }

    /// <summary>SHA-256 of the secret that the provider hands back.</summary>
    public required byte[] StateHash { get; init; }
    public required string Provider { get; init; }

    /// <summary>Public id of the connection that is to be connected again; null for a new grant.</summary>
    public Guid? Connection { get; init; }
    public required string ClientId { get; init; }
    public required string Redirect { get; init; }

    /// <summary>SHA-256 of the secret that the browser keeps.</summary>
    public required byte[] BindingHash { get; init; }
    public required string Actor { get; init; }
    public string? ReturnTo { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ConsumedAt { get; set; }
}
