using System.Numerics;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

/// <summary>An exact number, so that an expected amount owes nothing to the way decimals are rounded.</summary>
internal readonly record struct OracleFraction(BigInteger Top, BigInteger Bottom)
{
    public static readonly OracleFraction Zero = new(0, 1);

    public static implicit operator OracleFraction(long whole) => new(whole, 1);

    public static OracleFraction operator +(OracleFraction a, OracleFraction b) =>
        new((a.Top * b.Bottom) + (b.Top * a.Bottom), a.Bottom * b.Bottom);

    public static OracleFraction operator -(OracleFraction a, OracleFraction b) =>
        a + new OracleFraction(-b.Top, b.Bottom);

    public static OracleFraction operator *(OracleFraction a, OracleFraction b) =>
        new(a.Top * b.Top, a.Bottom * b.Bottom);

    public static OracleFraction operator /(OracleFraction a, OracleFraction b) =>
        new(a.Top * b.Bottom, a.Bottom * b.Top);

    public bool IsNegative => Top.Sign * Bottom.Sign < 0;

    /// <summary>Half away from zero, at twelve decimals.</summary>
    public decimal Rounded()
    {
        var scaled = BigInteger.Abs(Top) * BigInteger.Pow(10, 12);
        var bottom = BigInteger.Abs(Bottom);
        var whole = ((scaled * 2) + bottom) / (bottom * 2);
        return (decimal)whole / 1_000_000_000_000m * (IsNegative ? -1 : 1);
    }
}
