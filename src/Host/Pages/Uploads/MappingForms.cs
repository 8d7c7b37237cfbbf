using Nexus.Application.Features.Kpis;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Host.Pages.Uploads;

/// <summary>The form as it is first shown: what was said before, and else what the file suggests.</summary>
internal sealed class MappingForms(Import import, IReadOnlyList<ListMetrics.Metric> metrics)
{
    private readonly CsvDetection _detection = import.Detection!;

    /// <summary>Rules that the form cannot show: they came by the API, and would be lost by sending it.</summary>
    public static bool Loses(ImportMapping mapping) =>
        mapping.Values.Any(value => value.When is not null)
        || (
            mapping.Layout == ImportMapping.Wide
            && mapping.Values.GroupBy(value => value.Column, StringComparer.Ordinal).Any(column => column.Count() > 1)
        );

    /// <param name="layout">wide or long; null for the one that was said before, else the likelier.</param>
    public MappingForm Of(string? layout)
    {
        var said = import.Mapping;
        var chosen = layout is ImportMapping.Wide or ImportMapping.Long ? layout : said?.Layout ?? ImportMapping.Wide;
        if (said?.Layout != chosen)
            said = null;
        var columns = _detection.Columns.Select(column => Column(column, said)).ToList();
        if (chosen == ImportMapping.Long && said is null)
            columns = Lengthen(columns);
        var form = new MappingForm(chosen, columns, []);
        return chosen == ImportMapping.Long ? form with { Labels = Labels(form, said) } : form;
    }

    /// <summary>The texts of the column that names metrics, each with the metric that it most likely means.</summary>
    public IReadOnlyList<LabelChoice> Labels(MappingForm form, ImportMapping? said = null)
    {
        if (form.MetricColumn is not { } column || _detection.Columns[column.Index].Labels is not { } labels)
            return [];
        var numbers = form.Columns.FirstOrDefault(other => other.Use == ColumnUse.Value);
        var value = numbers is null ? null : _detection.Columns[numbers.Index];
        return
        [
            .. labels
                .Select(label => label.Trim())
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select((label, index) => new LabelChoice(index, label, Label(label, value, said))),
        ];
    }

    private MetricChoice Label(string label, CsvColumn? value, ImportMapping? said)
    {
        if (said?.Values.FirstOrDefault(entry => Same(entry.Label, label)) is { } entry)
            return Metric(entry, label);
        var known = metrics.FirstOrDefault(metric => Same(metric.Key, label) || Same(metric.Name, label));
        return New(label, value) with { Key = known is { Aggregation: not "ratio" } ? known.Key : MetricChoice.New };
    }

    private ColumnChoice Column(CsvColumn column, ImportMapping? said)
    {
        var value = said?.Values.FirstOrDefault(entry => Is(entry.Column, column));
        var dimension = said?.Dimensions.FirstOrDefault(entry => Is(entry.Column, column));
        var isDate = Is(said?.Date?.Column, column);
        var isValue = value is not null || (said?.ValueColumn is not null && Is(said.ValueColumn, column));
        var separator = value?.Decimal ?? (isValue && said!.Values.Count > 0 ? said.Values[0].Decimal : null);
        return new ColumnChoice(
            column.Index,
            column.Name,
            said is null ? column.Role
                : isDate ? ColumnUse.Date
                : isValue ? ColumnUse.Value
                : Is(said.MetricColumn, column) ? ColumnUse.Metric
                : dimension is not null ? ColumnUse.Dimension
                : said.Values.Any(entry => Is(entry.CurrencyColumn, column)) ? ColumnUse.Currency
                : ColumnUse.Ignore,
            (isDate ? said!.Date!.Format : null) ?? (column.Type == "date" ? column.Format : null) ?? "",
            (isDate ? said!.Date!.Grain : null) ?? "",
            separator ?? "",
            dimension?.Name ?? column.Name.ToLowerInvariant(),
            value is null
                ? New(column.Name, column) with
                {
                    Key = column.SuggestedMetric ?? MetricChoice.New,
                }
                : Metric(value, column.Name)
        );
    }

    /// <summary>The first column that groups names the metrics then, and the first of numbers holds the values.</summary>
    private static List<ColumnChoice> Lengthen(List<ColumnChoice> columns)
    {
        var names = columns.Find(column => column.Use == ColumnUse.Dimension);
        var numbers = columns.Find(column => column.Use == ColumnUse.Value);
        return columns.ConvertAll(column =>
            column == names ? column with { Use = ColumnUse.Metric }
            : column.Use == ColumnUse.Value && column != numbers ? column with { Use = ColumnUse.Ignore }
            : column
        );
    }

    private MetricChoice Metric(ValueMapping said, string name)
    {
        var known = metrics.FirstOrDefault(metric => metric.Key == said.Metric);
        var described = New(name, null);
        return new MetricChoice(
            known?.Key ?? MetricChoice.New,
            said.Name ?? described.Name,
            said.Unit ?? described.Unit,
            said.Aggregation ?? described.Aggregation,
            said.Direction ?? described.Direction,
            said.Currency ?? "",
            said.Sign ?? ""
        );
    }

    /// <summary>A new metric of that name, of the unit that its cells speak for.</summary>
    private static MetricChoice New(string name, CsvColumn? column)
    {
        var unit =
            column is null ? "number"
            : column.Currency is not null ? "money"
            : column.Percent ? "percent"
            : column.Samples.All(sample => sample.All(char.IsAsciiDigit)) ? "count"
            : "number";
        var words = name.Replace('_', ' ').Trim();
        return new MetricChoice(
            MetricChoice.New,
            words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..],
            unit,
            unit == "percent" ? "none" : "sum",
            "none",
            "",
            ""
        );
    }

    private static bool Is(string? name, CsvColumn column) =>
        name is not null && (Same(name, column.Name) || name == FormattableString.Invariant($"#{column.Index + 1}"));

    private static bool Same(string? one, string? other) =>
        string.Equals(one?.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
