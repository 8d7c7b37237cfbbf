namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>How many calls the nodes together may still make of one quota of one provider.</summary>
internal sealed class RateBudgetRow
{
    /// <summary>SHA-256 of provider and quota scope in hexadecimal: names nobody.</summary>
    public required string Scope { get; init; }
    public required double Tokens { get; set; }
    public required DateTimeOffset RefilledAt { get; set; }

    /// <summary>The provider's own request to wait.</summary>
    public DateTimeOffset? ParkedUntil { get; set; }
}
