namespace Nexus.Domain.Kpis;

/// <summary>How values of one metric combine over time and over dimensions.</summary>
public enum MetricAggregation
{
    /// <summary>Adds over time and over dimensions.</summary>
    Sum,

    /// <summary>A level: the latest value in a bucket, added over dimensions only.</summary>
    Last,

    /// <summary>Stored per grain as the source gives it and never added.</summary>
    None,

    /// <summary>Computed when read, from the parts its formula names.</summary>
    Ratio,
}

/// <summary>Whether a rise is good news.</summary>
public enum MetricDirection
{
    None,
    Good,
    Bad,
}

/// <summary>What a value counts. A percent value is in percent points: 12.5 means 12.5 %.</summary>
public enum MetricUnit
{
    Money,
    Count,
    Percent,
    Number,
    Seconds,
    Months,
}

/// <summary>What a metric means, independent of any workspace's data.</summary>
/// <param name="Key"><c>area.noun</c>, lower case; <c>custom.&lt;slug&gt;</c> for those a workspace defines.</param>
/// <param name="Category">finance, marketing, operations, security or productivity; where a catalogue lists it.</param>
/// <param name="Formula">Present exactly when <paramref name="Aggregation"/> is <see cref="MetricAggregation.Ratio"/>.</param>
/// <param name="Sources">Keys of the providers that can supply it.</param>
public sealed record MetricDefinition(
    string Key,
    string Name,
    MetricUnit Unit,
    MetricAggregation Aggregation,
    MetricDirection Direction,
    string Category,
    string Description,
    IReadOnlyList<string> Sources,
    MetricFormula? Formula = null
);
