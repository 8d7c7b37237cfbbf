using System.Text.Json.Nodes;
using Nexus.Domain.Kpis;

namespace Nexus.Domain.Integrations;

/// <summary>One value of one KPI, as an adapter or a projection gives it.</summary>
/// <remarks>It names no workspace: the transaction that stores it decides whose it is, so an adapter cannot get it wrong.</remarks>
/// <param name="Series">What it measures.</param>
/// <param name="At">UTC: the hour it covers, or for a coarser grain the calendar date at midnight.</param>
/// <param name="Value">Money in major units.</param>
/// <param name="Final">False while the source may still restate it.</param>
/// <param name="Metadata">What a reader of the number should know besides, such as the rate it was converted at.</param>
public sealed record KpiData(
    SeriesKey Series,
    DateTime At,
    decimal Value,
    bool Final = true,
    JsonObject? Metadata = null
);
