using Nexus.Application.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>A plan with every name resolved to a position.</summary>
internal sealed record ReadPlan : CsvPlan
{
    public required System.Text.Encoding Encoding { get; init; }

    public required CsvDialect Dialect { get; init; }

    public required int SkipRows { get; init; }

    public required bool HasHeader { get; init; }

    /// <summary>Names of all columns of the file.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required NullTexts Nulls { get; init; }

    public required int DateColumn { get; init; }

    public required DatePattern DatePattern { get; init; }

    public required Granularity Grain { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Position of the column that says which metric a row holds; null in the wide layout.</summary>
    public int? MetricColumn { get; init; }

    public required IReadOnlyList<ValueSlot> Slots { get; init; }

    public required IReadOnlyList<PlannedDimension> Dimensions { get; init; }
}

/// <summary>One way in which a row may give a value.</summary>
/// <param name="Column">Position of the values.</param>
/// <param name="Label">Cell of the metric column that it is about, in the long layout.</param>
/// <param name="Decimal">The decimal separator.</param>
/// <param name="Sign">Above zero: only positive values; below: only negative ones, turned round; zero: all.</param>
/// <param name="Currency">Where the row itself names none; empty for what is no money.</param>
internal sealed record ValueSlot(
    int Column,
    string? Label,
    MetricDefinition Metric,
    byte Decimal,
    bool Scientific,
    int Sign,
    int? CurrencyColumn,
    string Currency,
    int? WhenColumn,
    string WhenIs
)
{
    public bool IsMoney => Metric.Unit == MetricUnit.Money;
}

internal sealed record PlannedDimension(int Column, string Name);
