using Nexus.Domain.Kpis;

namespace Nexus.Application.Integrations;

/// <summary>Points of which a page holds all that there are: those stored before are gone unless the page has them, too.</summary>
/// <remarks>How a provider that restates its figures says that a key has vanished, and not merely kept its value.</remarks>
/// <param name="Metrics">Keys of their metrics.</param>
/// <param name="Granularity">The span that each of them covers.</param>
/// <param name="Dimensions">Names of their dimensions, in any order: their level of detail. Other levels are left alone.</param>
/// <param name="Days">Days of the workspace for hours, and for what is coarser the calendar dates that the points carry.</param>
public sealed record CoveredPoints(
    IReadOnlyList<string> Metrics,
    Granularity Granularity,
    IReadOnlyList<string> Dimensions,
    DateRange Days
)
{
    /// <summary>Name of the dimension of which some values could not be read, and these values: their points stay.</summary>
    public (string Dimension, IReadOnlyList<string> Values)? Spared { get; init; }
}
