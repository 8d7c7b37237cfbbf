namespace Nexus.Domain.Kpis;

/// <summary>What the value of a point can be.</summary>
public static class KpiValue
{
    /// <summary>All values are smaller, whatever their sign, so that ten billion of them still add up to a decimal.</summary>
    public const decimal Limit = 1_000_000_000_000_000_000m;

    public static bool IsStorable(decimal value) => Math.Abs(value) < Limit;
}
