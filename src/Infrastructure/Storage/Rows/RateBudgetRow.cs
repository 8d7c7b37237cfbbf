namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>How many calls are left in one quota scope of a provider, for all nodes. Names no account, hence no wall.</summary>
internal sealed class RateBudgetRow
{
    /// <summary>Hash of provider and quota scope, 32 hexadecimal digits; the primary key.</summary>
    public required string Scope { get; init; }

    /// <summary>Calls that may be made at <see cref="RefilledAt"/>; below 0 by as many as are reserved for later.</summary>
    public required double Tokens { get; init; }

    /// <summary>From when on tokens grow; lies in the future while the scope is parked.</summary>
    public required DateTimeOffset RefilledAt { get; init; }

    /// <summary>Until when the provider asked not to be called; null if it never did.</summary>
    public DateTimeOffset? ParkedUntil { get; init; }
}
