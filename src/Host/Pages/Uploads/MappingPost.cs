using System.Text.RegularExpressions;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Host.Pages.Uploads;

/// <summary>The form as it is sent, and what is wrong with it, at its fields.</summary>
internal static partial class MappingPost
{
    private static readonly string[] MetricFields =
    [
        "metric",
        "name",
        "unit",
        "aggregation",
        "direction",
        "currency",
        "sign",
        "decimal",
    ];

    public static MappingForm Read(IFormCollection form, CsvDetection detection)
    {
        var labels = new List<LabelChoice>();
        for (var i = 0; form.ContainsKey($"{LabelChoice.FieldOf(i)}.label"); i++)
        {
            var field = LabelChoice.FieldOf(i);
            labels.Add(new LabelChoice(i, Text(form, $"{field}.label"), Metric(form, field)));
        }
        return new MappingForm(
            form["layout"] == ImportMapping.Long ? ImportMapping.Long : ImportMapping.Wide,
            [.. detection.Columns.Select(column => Column(form, column))],
            labels
        );
    }

    /// <summary>Whether the texts that were sent are those of the column that names the metrics now.</summary>
    public static bool HasLabels(MappingForm form, CsvDetection detection) =>
        form.MetricColumn is not { } column
        || detection.Columns[column.Index].Labels is not { } labels
        || form.Labels.Select(label => label.Label)
            .SequenceEqual(
                labels.Select(label => label.Trim()).Distinct(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>What a mapping cannot even be made of.</summary>
    public static Refusals Missing(MappingForm form)
    {
        var faults = new Faults();
        foreach (var (metric, field) in Chosen(form))
        {
            if (!metric.IsChosen)
                faults.Add($"{field}.metric", "Choose a metric, or describe a new one.");
            else if (metric.IsNew && MetricChoice.Slug(metric.Name).Length == 0)
                faults.Add($"{field}.name", "Give the new metric a name with letters or digits.");
        }
        var dates = form.Columns.Where(column => column.Use == ColumnUse.Date).ToList();
        if (dates.Count > 1)
            faults.Add($"{dates[1].Field}.use", "Rows have one date. Choose another use for all date columns but one.");
        if (form.IsLong)
        {
            Once(form, ColumnUse.Metric, "name the metric", faults);
            Once(form, ColumnUse.Value, "hold the values", faults);
        }
        Once(form, ColumnUse.Currency, "hold the currency", faults);
        return faults.ToRefusals();
    }

    /// <summary>What does not fit, at the fields of the form that it is about.</summary>
    public static Refusals Misfits(CsvMappingException mapping, MappingForm form)
    {
        var faults = new Faults();
        foreach (var problem in mapping.Problems)
            faults.Add(FieldOf(problem.Field, form), Words(problem));
        return faults.ToRefusals();
    }

    private static IEnumerable<(MetricChoice Metric, string Field)> Chosen(MappingForm form) =>
        form.IsLong
            ? form.Labels.Select(label => (label.Metric, label.Field))
            : form
                .Columns.Where(column => column.Use == ColumnUse.Value)
                .Select(column => (column.Metric, column.Field));

    private static void Once(MappingForm form, string use, string what, Faults faults)
    {
        foreach (var further in form.Columns.Where(column => column.Use == use).Skip(1))
            faults.Add($"{further.Field}.use", $"Only one column can {what}.");
    }

    private static string Words(CsvMappingProblem problem) =>
        problem.Code switch
        {
            "no_date" => "Say which column dates the rows: choose Date as the use of one.",
            "no_values" => "Say which column holds values: choose Values as the use of at least one.",
            "no_metric_column" => "Say which column names the metric of a row.",
            "no_value_column" => "Say which column holds the values.",
            "date_ambiguous" => "Say whether the day or the month comes first.",
            "decimal_ambiguous" => "Say which sign separates decimals.",
            _ => problem.Message,
        };

    /// <summary>Empty where it is about the whole.</summary>
    private static string FieldOf(string path, MappingForm form)
    {
        if (path.StartsWith("date.", StringComparison.Ordinal) && form.DateField is { } date)
            return $"{date}.{(path == "date.column" ? "use" : path["date.".Length..])}";
        if (Entry().Match(path) is not { Success: true } entry)
            return "";
        var fields = entry.Groups["list"].Value == "values" ? form.ValueFields : form.DimensionFields;
        var index = int.Parse(entry.Groups["index"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        if (index >= fields.Count)
            return "";
        if (entry.Groups["list"].Value == "dimensions")
            return fields[index] + ".dimension";
        var name = entry.Groups["field"].Value;
        if (name == "decimal" && form.IsLong)
            return form.ValueField + ".decimal";
        return $"{fields[index]}.{(MetricFields.Contains(name, StringComparer.Ordinal) ? name : "metric")}";
    }

    private static ColumnChoice Column(IFormCollection form, CsvColumn column)
    {
        var field = ColumnChoice.FieldOf(column.Index);
        return new ColumnChoice(
            column.Index,
            column.Name,
            Text(form, $"{field}.use") is { Length: > 0 } use ? use : ColumnUse.Ignore,
            Text(form, $"{field}.format"),
            Text(form, $"{field}.grain"),
            Text(form, $"{field}.decimal"),
            Text(form, $"{field}.dimension"),
            Metric(form, field)
        );
    }

    private static MetricChoice Metric(IFormCollection form, string field) =>
        new(
            Text(form, $"{field}.metric"),
            Text(form, $"{field}.name"),
            Text(form, $"{field}.unit"),
            Text(form, $"{field}.aggregation"),
            Text(form, $"{field}.direction"),
            Text(form, $"{field}.currency"),
            Text(form, $"{field}.sign")
        );

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();

    [GeneratedRegex(@"^(?<list>values|dimensions)\[(?<index>\d+)\]\.(?<field>\w+)", RegexOptions.None, 1000)]
    private static partial Regex Entry();

    /// <summary>Messages as they come together, by field.</summary>
    private sealed class Faults
    {
        private readonly List<(string Field, string Message)> _all = [];

        public void Add(string field, string message) => _all.Add((field, message));

        public Refusals ToRefusals() =>
            new(
                [.. _all.Where(fault => fault.Field.Length == 0).Select(fault => fault.Message).Distinct()],
                _all.Where(fault => fault.Field.Length > 0)
                    .GroupBy(fault => fault.Field, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(
                        field => field.Key,
                        IReadOnlyList<string> (field) => [.. field.Select(fault => fault.Message).Distinct()],
                        StringComparer.OrdinalIgnoreCase
                    )
            );
    }
}
