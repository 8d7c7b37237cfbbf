using System.Globalization;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Checks one mapping against one file and resolves it.</summary>
internal sealed class CsvPlanner
{
    private const int MaxNameLength = 100;

    private readonly CsvDetection _detection;
    private readonly ImportMapping _mapping;
    private readonly CsvWorkspace _workspace;
    private readonly PlanProblems _problems = new();
    private readonly ColumnFinder _columns;
    private readonly MetricResolver _metrics;

    public CsvPlanner(
        CsvDetection detection,
        ImportMapping mapping,
        CsvWorkspace workspace,
        Func<string, MetricDefinition?> metrics
    )
    {
        _detection = detection;
        _mapping = mapping with
        {
            Values = [.. (mapping.Values ?? []).OfType<ValueMapping>()],
            Dimensions = [.. (mapping.Dimensions ?? []).OfType<DimensionMapping>()],
            NullValues = mapping.NullValues?.OfType<string>().ToList(),
        };
        _workspace = workspace;
        _columns = new(detection.Columns, _problems);
        _metrics = new(metrics, _problems);
    }

    /// <exception cref="CsvMappingException">Something is wrong; it names all that is.</exception>
    public ReadPlan Plan()
    {
        CheckSettings();
        var zone = Zone();
        var date = PlanDate();
        var isLong = IsLong();
        var metricColumn = isLong ? MetricColumn() : null;
        var values = new ValuePlanner(_detection, _workspace, _columns, _metrics, _problems);
        var slots = isLong ? values.Long(_mapping, metricColumn) : values.Wide(_mapping);
        var dimensions = PlanDimensions();
        _problems.ThrowIfAny();
        return new()
        {
            Mapping = Explicit(date!, metricColumn, slots, dimensions),
            Metrics = _metrics.Used,
            NewMetrics = _metrics.Created,
            Encoding = TextEncodings.Find(_detection.Encoding)!,
            Dialect = new(_detection.Delimiter, _detection.Quote, _detection.Escape),
            SkipRows = _detection.SkipRows,
            HasHeader = _detection.HeaderRow is not null,
            Columns = [.. _detection.Columns.Select(column => column.Name)],
            Nulls = new(_mapping.NullValues ?? ImportDefaults.NullValues),
            DateColumn = date!.Column.Index,
            DatePattern = date.Pattern,
            Grain = date.Grain,
            Zone = zone!,
            MetricColumn = metricColumn?.Index,
            Slots = [.. slots.Select(slot => slot.Slot)],
            Dimensions = dimensions,
        };
    }

    /// <remarks>The columns were found under the detected settings, so a mapping cannot change those on its own.</remarks>
    private void CheckSettings()
    {
        if (_mapping.Encoding is { } name)
        {
            if (TextEncodings.Find(name) is not { } encoding)
                _problems.Add(CsvProblems.UnknownEncoding(name));
            else if (encoding.CodePage != TextEncodings.Find(_detection.Encoding)?.CodePage)
                Changed("encoding", name, _detection.Encoding);
        }
        if (_mapping.Delimiter is { } delimiter && delimiter != _detection.Delimiter)
            Changed("delimiter", delimiter, _detection.Delimiter);
        if (_mapping.Quote is { } quote && quote != (_detection.Quote?.ToString() ?? ""))
            Changed("quote", quote, _detection.Quote?.ToString() ?? "");
        if (_mapping.Escape is { } escape && escape != (_detection.Escape?.ToString() ?? ""))
            Changed("escape", escape, _detection.Escape?.ToString() ?? "");
        if (_mapping.SkipRows is { } skip && skip != _detection.SkipRows)
            Changed("skipRows", skip, _detection.SkipRows);
        if (_mapping.HasHeader is { } hasHeader && hasHeader != _detection.HeaderRow is not null)
            Changed("hasHeader", hasHeader, _detection.HeaderRow is not null);
    }

    private void Changed(string field, object given, object detected) =>
        _problems.Add(
            field,
            "settings_changed",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The file was read with {field} '{detected}'. Have it looked at again to read it with '{given}'."
            )
        );

    private TimeZoneInfo? Zone()
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(_workspace.TimeZone, out var zone))
            return zone;
        _problems.Add("date", "bad_time_zone", $"The workspace's time zone '{_workspace.TimeZone}' is unknown here.");
        return null;
    }

    private bool IsLong()
    {
        if (_mapping.Layout is ImportMapping.Wide or ImportMapping.Long)
            return _mapping.Layout == ImportMapping.Long;
        _problems.Add("layout", "bad_layout", $"'{_mapping.Layout}' is no layout. There are 'wide' and 'long'.");
        return false;
    }

    private PlannedDate? PlanDate()
    {
        if (_mapping.Date is not { } given)
        {
            _problems.Add("date", "no_date", "Say which column dates the rows.");
            return null;
        }
        if (_columns.Find(given.Column, "date.column") is not { } column)
            return null;
        if (Pattern(given, column) is not { } pattern)
            return null;
        var finest =
            pattern.HasTime ? Granularity.Hour
            : pattern.HasDay ? Granularity.Day
            : pattern.HasMonth ? Granularity.Month
            : Granularity.Year;
        var grain = finest == Granularity.Hour ? Granularity.Day : finest;
        if (given.Grain is not null && !Granularities.TryParse(given.Grain, out grain))
        {
            _problems.Add(
                "date.grain",
                "bad_grain",
                $"'{given.Grain}' is no grain. There are hour, day, week, month, quarter and year."
            );
            return null;
        }
        if (grain < finest)
        {
            _problems.Add(
                "date.grain",
                "bad_grain",
                $"Dates of the form {pattern.Format} do not tell one {grain.Name()} from another."
            );
            return null;
        }
        return new(column, pattern, grain);
    }

    private DatePattern? Pattern(DateMapping given, CsvColumn column)
    {
        if ((given.Format ?? column.Format) is { } format && (given.Format is not null || column.Type == "date"))
        {
            if (DatePattern.Parse(format) is { } pattern)
                return pattern;
            _problems.Add(
                "date.format",
                "bad_format",
                $"'{format}' is no date format with a year, such as dd.MM.yyyy, excel or unix."
            );
            return null;
        }
        var question = _detection.Questions.FirstOrDefault(question =>
            question.Code == "date_order" && question.Column == column.Name
        );
        if (column.Type == "date")
        {
            var options = question is null ? "" : $" Give {string.Join(" or ", question.Options)} as its format.";
            _problems.Add(
                "date.format",
                "date_ambiguous",
                $"Nothing in '{column.Name}' tells day from month.{options}"
            );
        }
        else
        {
            _problems.Add(
                "date.format",
                "not_a_date_column",
                $"'{column.Name}' holds no dates that Nexus recognises. Give their format, such as dd.MM.yyyy."
            );
        }
        return null;
    }

    private CsvColumn? MetricColumn()
    {
        if (_mapping.MetricColumn is { } name)
            return _columns.Find(name, "metricColumn");
        _problems.Add(
            "metricColumn",
            "no_metric_column",
            "The long layout needs the column that says which metric a row holds."
        );
        return null;
    }

    private List<PlannedDimension> PlanDimensions()
    {
        var planned = new List<PlannedDimension>();
        for (var i = 0; i < _mapping.Dimensions.Count; i++)
        {
            var given = _mapping.Dimensions[i];
            var field = $"dimensions[{i}]";
            var column = _columns.Find(given.Column, $"{field}.column");
            var name = given.Name?.Trim() ?? "";
            if (name.Length is 0 or > MaxNameLength || name.AsSpan().IndexOfAny(',', '\0') >= 0)
                _problems.Add(
                    $"{field}.name",
                    "bad_dimension",
                    "A dimension has a name of 1 to 100 characters without a comma."
                );
            else if (planned.Any(other => other.Name == name))
                _problems.Add($"{field}.name", "duplicate_dimension", $"There are two dimensions named '{name}'.");
            else if (column is not null)
                planned.Add(new(column.Index, name));
        }
        return planned;
    }

    private ImportMapping Explicit(
        PlannedDate date,
        CsvColumn? metricColumn,
        IReadOnlyList<PlannedValue> slots,
        IReadOnlyList<PlannedDimension> dimensions
    ) =>
        new()
        {
            Layout = _mapping.Layout,
            Date = new(date.Column.Name, date.Pattern.Format, date.Grain.Name()),
            Values = [.. slots.Select(slot => slot.Mapping)],
            MetricColumn = metricColumn?.Name,
            ValueColumn = metricColumn is null ? null : _detection.Columns[slots[0].Slot.Column].Name,
            Dimensions =
            [
                .. dimensions.Select(dimension => new DimensionMapping(
                    _detection.Columns[dimension.Column].Name,
                    dimension.Name
                )),
            ],
            SkipRows = _detection.SkipRows,
            HasHeader = _detection.HeaderRow is not null,
            Encoding = _detection.Encoding,
            Delimiter = _detection.Delimiter,
            Quote = _detection.Quote?.ToString() ?? "",
            Escape = _detection.Escape?.ToString() ?? "",
            NullValues = _mapping.NullValues ?? ImportDefaults.NullValues,
        };

    private sealed record PlannedDate(CsvColumn Column, DatePattern Pattern, Granularity Grain);
}
