using Nexus.Domain.Imports;

namespace Nexus.Host.Pages.Uploads;

/// <summary>What a person says of the columns of a file: the form as it is shown and as it is sent.</summary>
/// <param name="Layout"><see cref="ImportMapping.Wide"/> or <see cref="ImportMapping.Long"/>.</param>
/// <param name="Columns">One for each column, in the file's order.</param>
/// <param name="Labels">In the long layout, one for each text of the column that names the metric.</param>
public sealed record MappingForm(string Layout, IReadOnlyList<ColumnChoice> Columns, IReadOnlyList<LabelChoice> Labels)
{
    public bool IsLong => Layout == ImportMapping.Long;

    /// <summary>The column that names the metric of a row; null where none is chosen.</summary>
    public ColumnChoice? MetricColumn => Columns.FirstOrDefault(column => column.Use == ColumnUse.Metric);

    private ColumnChoice? Date => Columns.FirstOrDefault(column => column.Use == ColumnUse.Date);

    private IEnumerable<ColumnChoice> Values => Columns.Where(column => column.Use == ColumnUse.Value);

    private IEnumerable<ColumnChoice> Dimensions => Columns.Where(column => column.Use == ColumnUse.Dimension);

    /// <summary>Names of the form's fields for the entries of the mapping's values, in their order.</summary>
    internal IReadOnlyList<string> ValueFields =>
        IsLong ? [.. Labels.Select(label => label.Field)] : [.. Values.Select(column => column.Field)];

    /// <summary>Names of the form's fields for the entries of the mapping's dimensions, in their order.</summary>
    internal IReadOnlyList<string> DimensionFields => [.. Dimensions.Select(column => column.Field)];

    /// <summary>Field of the column of dates; null where none is chosen.</summary>
    internal string? DateField => Date?.Field;

    /// <summary>Field of the column of values in the long layout; null where none is chosen.</summary>
    internal string? ValueField => Values.FirstOrDefault()?.Field;

    /// <summary>The mapping that it comes to, under the settings that the file was read with.</summary>
    /// <param name="currency">The workspace's, ISO 4217.</param>
    internal ImportMapping ToMapping(CsvDetection detection, string currency, IReadOnlyList<string>? nullValues)
    {
        var codes = Columns.FirstOrDefault(column => column.Use == ColumnUse.Currency)?.Name;
        // Nexus would take the nearest column of codes by itself, also one that was just said to be none.
        var fallback =
            codes is null && detection.Columns.Any(column => column.Role == ColumnUse.Currency) ? currency : null;
        return new ImportMapping
        {
            Layout = Layout,
            Date = Date is { } date ? new DateMapping(date.Name, Given(date.Format), Given(date.Grain)) : null,
            Values = IsLong
                ?
                [
                    .. Labels.Select(label =>
                        label.Metric.ToValue(codes, fallback) with
                        {
                            Label = label.Label,
                            Decimal = Given(Values.FirstOrDefault()?.Decimal),
                        }
                    ),
                ]
                :
                [
                    .. Values.Select(column =>
                        column.Metric.ToValue(codes, fallback) with
                        {
                            Column = column.Name,
                            Decimal = Given(column.Decimal),
                        }
                    ),
                ],
            MetricColumn = IsLong ? MetricColumn?.Name : null,
            ValueColumn = IsLong ? Values.FirstOrDefault()?.Name : null,
            Dimensions = [.. Dimensions.Select(column => new DimensionMapping(column.Name, column.Dimension.Trim()))],
            Encoding = detection.Encoding,
            Delimiter = detection.Delimiter,
            Quote = detection.Quote?.ToString() ?? "",
            Escape = detection.Escape?.ToString() ?? "",
            SkipRows = detection.SkipRows,
            HasHeader = detection.HeaderRow is not null,
            NullValues = nullValues,
        };
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What a column can be used as.</summary>
public static class ColumnUse
{
    public const string Date = "date";
    public const string Value = "value";

    /// <summary>Its texts name the metric of the row: in the long layout.</summary>
    public const string Metric = "metric";

    public const string Dimension = "dimension";
    public const string Currency = "currency";
    public const string Ignore = "ignore";
}

/// <summary>What a person says of one column.</summary>
/// <param name="Index">0-based.</param>
/// <param name="Use">One of <see cref="ColumnUse"/>.</param>
/// <param name="Format">Of dates, as <see cref="DateMapping"/> has it; empty where it is open.</param>
/// <param name="Grain">Of dates; empty for what the format tells.</param>
/// <param name="Decimal"><c>.</c>, <c>,</c>, or empty for what the file tells.</param>
/// <param name="Dimension">Name that it groups under.</param>
/// <param name="Metric">What its numbers are, in the wide layout.</param>
public sealed record ColumnChoice(
    int Index,
    string Name,
    string Use,
    string Format,
    string Grain,
    string Decimal,
    string Dimension,
    MetricChoice Metric
)
{
    /// <summary>What the names of its fields begin with.</summary>
    public string Field => FieldOf(Index);

    public static string FieldOf(int index) => FormattableString.Invariant($"c{index}");
}

/// <summary>What a person says of one text of the column that names metrics.</summary>
public sealed record LabelChoice(int Index, string Label, MetricChoice Metric)
{
    /// <inheritdoc cref="ColumnChoice.Field" />
    public string Field => FieldOf(Index);

    public static string FieldOf(int index) => FormattableString.Invariant($"l{index}");
}
