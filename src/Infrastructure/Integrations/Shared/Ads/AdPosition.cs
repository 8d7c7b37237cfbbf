namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>How far one pass over the days of a stream has got; what a stream's checkpoint holds.</summary>
/// <param name="First">First day of the pass.</param>
/// <param name="Last">Its last day.</param>
/// <param name="Next">The first day that is not stored yet; after the last one when the pass has ended.</param>
internal sealed record AdPosition(int V, DateOnly First, DateOnly Last, DateOnly Next) : IPosition
{
    public const int Current = 1;

    /// <summary>How many days are asked for at once.</summary>
    public int Length { get; init; } = 1;

    /// <summary>Number of the question among those about the same days.</summary>
    public int Step { get; init; }

    /// <summary>How many reports for the next question have failed.</summary>
    public int Tries { get; init; }

    /// <summary>What the provider prepares for the next question.</summary>
    public AdReport? Report { get; init; }

    /// <summary>When the pass ended; null while it is under way.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsUnderWay => Next <= Last;
}
