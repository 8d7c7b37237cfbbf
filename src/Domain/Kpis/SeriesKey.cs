namespace Nexus.Domain.Kpis;

/// <summary>What one series of points measures, within one connection of one workspace.</summary>
/// <param name="Metric">Key of the metric.</param>
/// <param name="Granularity">The span that each of its points covers.</param>
/// <param name="Currency">ISO 4217 code for money, empty otherwise.</param>
/// <param name="Dimensions">Its dimension values.</param>
public sealed record SeriesKey(string Metric, Granularity Granularity, string Currency, DimensionSet Dimensions);
