namespace Nexus.Domain.Imports;

/// <summary>How the columns of a file become KPI points. What is null is detected from the file.</summary>
/// <remarks>
/// In the <c>wide</c> layout each entry of <see cref="Values"/> names a column. In the <c>long</c> layout
/// <see cref="MetricColumn"/> says which metric a row holds and <see cref="ValueColumn"/> its value; an entry of
/// <see cref="Values"/> then describes the metric of one <see cref="ValueMapping.Label"/>.
/// </remarks>
public sealed record ImportMapping
{
    public const string Wide = "wide";
    public const string Long = "long";

    /// <summary><c>wide</c> or <c>long</c>.</summary>
    public string Layout { get; init; } = Wide;

    public DateMapping? Date { get; init; }

    public IReadOnlyList<ValueMapping> Values { get; init; } = [];

    public string? MetricColumn { get; init; }

    public string? ValueColumn { get; init; }

    public IReadOnlyList<DimensionMapping> Dimensions { get; init; } = [];

    /// <summary>Lines before the header (or before the first row of a file without one), 0 to 1000.</summary>
    public int? SkipRows { get; init; }

    /// <summary>Whether the first row after <see cref="SkipRows"/> names the columns.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>IANA name of the character set, such as <c>utf-8</c> or <c>windows-1252</c>.</summary>
    public string? Encoding { get; init; }

    /// <summary>One or more characters between fields.</summary>
    public string? Delimiter { get; init; }

    /// <summary>One character around fields; empty for none.</summary>
    public string? Quote { get; init; }

    /// <summary>One character before a quote that belongs to the field; empty where such quotes are doubled.</summary>
    public string? Escape { get; init; }

    /// <summary>Texts that mean "no value", besides the empty cell; those of <see cref="ImportDefaults"/> unless given.</summary>
    public IReadOnlyList<string>? NullValues { get; init; }
}

/// <summary>The column that dates a row.</summary>
/// <param name="Column">Name of the column, or <c>#3</c> for the third one.</param>
/// <param name="Format">
/// A .NET custom format such as <c>dd.MM.yyyy</c>, or <c>excel</c> for serial day numbers, <c>unix</c> or
/// <c>unix-ms</c> for an epoch.
/// </param>
/// <param name="Grain">hour, day, week, month, quarter or year; day unless given.</param>
public sealed record DateMapping(string Column, string? Format = null, string? Grain = null);

/// <summary>A column of values, or in the long layout one label of the metric column.</summary>
public sealed record ValueMapping
{
    /// <summary>Name of the column, or <c>#3</c> for the third one; null in the long layout.</summary>
    public string? Column { get; init; }

    /// <summary>In the long layout, the cell of the metric column that this entry is about.</summary>
    public string? Label { get; init; }

    /// <summary>Key of a catalogue metric or <c>custom.&lt;slug&gt;</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Display name of a metric that is created.</summary>
    public string? Name { get; init; }

    /// <summary>With <see cref="Aggregation"/> and <see cref="Direction"/>, what a metric that does not exist is created with.</summary>
    public string? Unit { get; init; }

    public string? Aggregation { get; init; }

    public string? Direction { get; init; }

    /// <summary>ISO 4217 code of every value of the column.</summary>
    public string? Currency { get; init; }

    /// <summary>Column that holds each row's ISO 4217 code.</summary>
    public string? CurrencyColumn { get; init; }

    /// <summary>The decimal separator: <c>.</c> or <c>,</c>.</summary>
    public string? Decimal { get; init; }

    /// <summary>
    /// <c>positive</c> takes only values above zero, <c>negative</c> only those below and turns their sign; null takes all.
    /// One amount column can so feed revenue and costs.
    /// </summary>
    public string? Sign { get; init; }

    /// <summary>Takes only the rows in which this holds.</summary>
    public RowCondition? When { get; init; }
}

/// <summary>Holds where the cell of <paramref name="Column"/> is <paramref name="Is"/>, case aside.</summary>
public sealed record RowCondition(string Column, string Is);

/// <summary>A column whose cells tell series apart.</summary>
/// <param name="Column">Name of the column, or <c>#3</c> for the third one.</param>
/// <param name="Name">Name of the dimension, such as <c>campaign</c>.</param>
public sealed record DimensionMapping(string Column, string Name);
