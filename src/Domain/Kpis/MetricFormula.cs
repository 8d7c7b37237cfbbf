namespace Nexus.Domain.Kpis;

/// <summary>When, within a bucket, a part of a formula is read.</summary>
public enum FormulaMoment
{
    /// <summary>The part's own value for the bucket.</summary>
    InBucket,

    /// <summary>The level at which the bucket opened: the value of the bucket before it.</summary>
    AtOpening,
}

/// <summary>One weighted part of a formula: a stored metric, or another ratio, which is then computed first.</summary>
/// <param name="Metric">Key of the part. <see cref="FormulaMoment.AtOpening"/> needs a stored metric.</param>
/// <param name="Weight">Factor of the part; −1 subtracts it.</param>
/// <param name="Moment">When the part is read.</param>
/// <param name="ZeroWhenMissing">
/// True for flows of which a quiet bucket simply has none, such as refunds; otherwise a missing part makes the answer null.
/// </param>
public sealed record FormulaTerm(
    string Metric,
    decimal Weight = 1m,
    FormulaMoment Moment = FormulaMoment.InBucket,
    bool ZeroWhenMissing = false
);

/// <summary>
/// <c>scale × Σ numerator ÷ Σ denominator</c>; an empty denominator counts as one. The answer is null where a part is
/// missing or the denominator is zero.
/// </summary>
/// <param name="Text">The formula as a person reads it.</param>
/// <param name="DenominatorPerMonth">Whether the denominator is divided by the months that the bucket spans.</param>
/// <param name="NeedsPositiveDenominator">Whether a negative denominator makes the answer null as well.</param>
public sealed record MetricFormula(
    string Text,
    IReadOnlyList<FormulaTerm> Numerator,
    IReadOnlyList<FormulaTerm> Denominator,
    decimal Scale = 1m,
    bool DenominatorPerMonth = false,
    bool NeedsPositiveDenominator = false
)
{
    /// <summary>Decimal places that a quotient is rounded to.</summary>
    public const int QuotientDecimals = 12;

    public IEnumerable<FormulaTerm> Terms => Numerator.Concat(Denominator);

    /// <summary>Computes the formula for one bucket.</summary>
    /// <param name="part">The value of a part, or null where it is missing.</param>
    /// <param name="months">How many months the bucket spans, greater than zero.</param>
    public decimal? Evaluate(Func<FormulaTerm, decimal?> part, decimal months)
    {
        if (Sum(Numerator, part) is not { } numerator)
            return null;
        if (Denominator.Count == 0)
            return Scale * numerator;
        if (Sum(Denominator, part) is not { } denominator || denominator == 0m)
            return null;
        if (NeedsPositiveDenominator && denominator < 0m)
            return null;
        var factor = DenominatorPerMonth ? Scale * months : Scale;
        return decimal.Round(factor * numerator / denominator, QuotientDecimals);
    }

    private static decimal? Sum(IReadOnlyList<FormulaTerm> terms, Func<FormulaTerm, decimal?> part)
    {
        var sum = 0m;
        foreach (var term in terms)
        {
            var value = part(term);
            if (value is null && !term.ZeroWhenMissing)
                return null;
            sum += term.Weight * (value ?? 0m);
        }
        return sum;
    }
}
