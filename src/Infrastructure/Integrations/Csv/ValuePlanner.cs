using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Resolves the values of a mapping, in either layout.</summary>
internal sealed class ValuePlanner(
    CsvDetection detection,
    CsvWorkspace workspace,
    ColumnFinder columns,
    MetricResolver metrics,
    PlanProblems problems
)
{
    public IReadOnlyList<PlannedValue> Wide(ImportMapping mapping)
    {
        if (mapping.Values.Count == 0)
            problems.Add("values", "no_values", "Say which column holds values, and of which metric.");
        var planned = new List<PlannedValue>();
        for (var i = 0; i < mapping.Values.Count; i++)
        {
            var value = mapping.Values[i];
            var field = $"values[{i}]";
            if (value.Column is null)
                problems.Add($"{field}.column", "no_column", "In the wide layout every value names its column.");
            var column = value.Column is null ? null : columns.Find(value.Column, $"{field}.column");
            var metric = metrics.Resolve(value, field);
            var own = Slot(value, column, metric, field, value.Decimal);
            if (own is null)
                continue;
            Add(planned, own, field);
        }
        return planned;
    }

    public IReadOnlyList<PlannedValue> Long(ImportMapping mapping, CsvColumn? metricColumn)
    {
        if (mapping.ValueColumn is null)
            problems.Add("valueColumn", "no_value_column", "The long layout needs the column that holds the values.");
        var column = mapping.ValueColumn is null ? null : columns.Find(mapping.ValueColumn, "valueColumn");
        if (metricColumn is null || column is null)
            return [];
        var separator = mapping.Values.FirstOrDefault(value => value.Decimal is not null)?.Decimal;
        var planned = new List<PlannedValue>();
        foreach (var (value, field) in Labelled(mapping, metricColumn))
        {
            var metric = metrics.Resolve(value, field);
            if (Slot(value, column, metric, field, value.Decimal ?? separator) is { } slot)
                Add(planned, slot with { Mapping = slot.Mapping with { Column = null } }, field);
        }
        return planned;
    }

    /// <summary>The entries of the mapping, and one for each further label that is a metric's key itself.</summary>
    private List<(ValueMapping Value, string Field)> Labelled(ImportMapping mapping, CsvColumn metricColumn)
    {
        var entries = new List<(ValueMapping, string)>();
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < mapping.Values.Count; i++)
        {
            var value = mapping.Values[i];
            var label = (value.Label ?? value.Metric)?.Trim() ?? "";
            named.Add(label);
            entries.Add((value with { Label = label }, $"values[{i}]"));
        }
        if (metricColumn.Labels is not { } labels)
        {
            problems.Add(
                "metricColumn",
                "too_many_metrics",
                $"'{metricColumn.Name}' holds more different texts than a file has metrics."
            );
            return [];
        }
        foreach (var label in labels)
        {
            if (named.Add(label.Trim()))
                entries.Add((new ValueMapping { Label = label.Trim(), Metric = label.Trim() }, "values"));
        }
        if (entries.Count == 0)
            problems.Add("values", "no_values", $"'{metricColumn.Name}' names no metric.");
        return entries;
    }

    private PlannedValue? Slot(
        ValueMapping value,
        CsvColumn? column,
        MetricDefinition? metric,
        string field,
        string? given
    )
    {
        var separator = column is null ? null : Separator(column, given, field);
        var sign = Sign(value.Sign, field);
        var when = When(value.When, field);
        var currencyColumn = value.CurrencyColumn is null
            ? null
            : columns.Find(value.CurrencyColumn, $"{field}.currencyColumn");
        var currency = value.Currency is null ? null : CurrencySign.Code(value.Currency);
        if (value.Currency is not null && currency is null)
            problems.Add($"{field}.currency", "bad_currency", $"'{value.Currency}' is no ISO 4217 currency code.");
        if (column is null || metric is null || separator is null || sign is null)
            return null;

        var isMoney = metric.Unit == MetricUnit.Money;
        var inHeader = ColumnNames.CurrencyOf(column.Name);
        if (value.Currency is null && inHeader is null && value.CurrencyColumn is null)
            currencyColumn = NearestCurrency(column);
        currency ??= inHeader ?? FromCells(column) ?? workspace.Currency;
        var slot = new ValueSlot(
            column.Index,
            value.Label,
            metric,
            (byte)separator[0],
            column.Scientific,
            sign.Value,
            isMoney ? currencyColumn?.Index : null,
            isMoney ? currency : "",
            when?.Index,
            value.When?.Is.Trim() ?? ""
        );
        var mapping = value with
        {
            Column = column.Name,
            Metric = metric.Key,
            Decimal = separator,
            Currency = isMoney ? currency : null,
            CurrencyColumn = isMoney ? currencyColumn?.Name : null,
            When = when is null ? null : new RowCondition(when.Name, slot.WhenIs),
        };
        return new(slot, mapping);
    }

    private string? Separator(CsvColumn column, string? given, string field)
    {
        if (given is "." or ",")
            return given;
        if (given is not null)
        {
            problems.Add($"{field}.decimal", "bad_decimal", $"'{given}' separates no decimals. There are '.' and ','.");
            return null;
        }
        if (column.Format is "." or "," && column.Type is not "date")
            return column.Format;
        if (column.Type is "empty" or "date")
            return ".";
        problems.Add(
            $"{field}.decimal",
            "decimal_ambiguous",
            $"Nothing in '{column.Name}' tells decimals from thousands. Give '.' or ',' as its decimal."
        );
        return null;
    }

    private int? Sign(string? sign, string field)
    {
        switch (sign)
        {
            case null:
                return 0;
            case "positive":
                return 1;
            case "negative":
                return -1;
            default:
                problems.Add($"{field}.sign", "bad_sign", $"'{sign}' is no sign. There are 'positive' and 'negative'.");
                return null;
        }
    }

    private CsvColumn? When(RowCondition? condition, string field)
    {
        if (condition is null)
            return null;
        if (condition.Is is null)
            problems.Add($"{field}.when.is", "bad_condition", "A condition says what the cell is.");
        return columns.Find(condition.Column ?? "", $"{field}.when.column");
    }

    /// <summary>The column of currencies that shares its first word, else the nearest on the side where this file has them.</summary>
    private CsvColumn? NearestCurrency(CsvColumn column)
    {
        var currencies = detection.Columns.Where(other => other.Role == "currency").ToList();
        if (currencies.Count == 0)
            return null;
        var firstValue = detection.Columns.First(other => other.Role == "value" || other == column).Index;
        var areLeft = currencies[0].Index < firstValue;
        return currencies.MinBy(other =>
            (
                !ColumnNames.ShareFirstWord(column.Name, other.Name),
                other.Index < column.Index != areLeft,
                Math.Abs(other.Index - column.Index)
            )
        );
    }

    /// <remarks>A sign that many currencies share, such as $, means the workspace's own where that is one of them.</remarks>
    private string? FromCells(CsvColumn column)
    {
        if (column.Currency is null)
            return null;
        foreach (var sample in column.Samples)
        {
            NumberText.Classify(System.Text.Encoding.UTF8.GetBytes(sample.Trim()), out var sign);
            if (sign is not null)
                return sign.Choose(workspace.Currency);
        }
        return column.Currency;
    }

    /// <summary>Two values of one metric in one row must not come from the same cells, nor be told apart by nothing.</summary>
    private void Add(List<PlannedValue> planned, PlannedValue added, string field)
    {
        var slot = added.Slot;
        foreach (var other in planned.Select(value => value.Slot))
        {
            var isSame =
                other.Metric.Key == slot.Metric.Key
                && string.Equals(other.Label, slot.Label, StringComparison.OrdinalIgnoreCase)
                && (other.Sign == slot.Sign || other.Sign == 0 || slot.Sign == 0)
                && (
                    other.WhenColumn is null
                    || slot.WhenColumn is null
                    || (
                        other.WhenColumn == slot.WhenColumn
                        && string.Equals(other.WhenIs, slot.WhenIs, StringComparison.OrdinalIgnoreCase)
                    )
                );
            if (!isSame)
                continue;
            problems.Add(
                $"{field}.metric",
                "duplicate_metric_column",
                $"'{slot.Metric.Key}' takes two values from the same rows. Map one column to it, or tell the rows apart by sign or by a condition."
            );
            return;
        }
        planned.Add(added);
    }
}

/// <param name="Mapping">The entry of the mapping with nothing left open.</param>
internal sealed record PlannedValue(ValueSlot Slot, ValueMapping Mapping);
