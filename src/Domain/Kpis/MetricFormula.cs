namespace Nexus.Domain.Kpis;

/// <summary>When, within a bucket, a part of a formula is read.</summary>
public enum FormulaMoment
{
    /// <summary>The part's own value for the bucket.</summary>
    InBucket,

    /// <summary>The level at which the bucket opened: the value of the bucket before it.</summary>
    AtOpening,
}

/// <summary>One weighted part of a formula.</summary>
public sealed record FormulaTerm(string Metric, decimal Weight = 1m, FormulaMoment Moment = FormulaMoment.InBucket);

/// <summary>
/// <c>scale × Σ numerator ÷ Σ denominator</c>; an empty denominator counts as one. The answer is null where a part is
/// missing or the denominator is zero.
/// </summary>
/// <param name="Text">The formula as a person reads it.</param>
/// <param name="DenominatorPerMonth">Whether the denominator is divided by the months that the bucket spans.</param>
public sealed record MetricFormula(
    string Text,
    IReadOnlyList<FormulaTerm> Numerator,
    IReadOnlyList<FormulaTerm> Denominator,
    decimal Scale = 1m,
    bool DenominatorPerMonth = false
);
