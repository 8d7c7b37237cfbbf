using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>Finds the cells that a mapping speaks of, and maps them to points.</summary>
/// <remarks>
/// One record is one value: the cells that share metric, period and dimensions. So an error in one cell leaves the
/// others of its row alone, and values of the same day add up.
/// </remarks>
internal sealed class TableCells(TableMapping mapping)
{
    public const string Stream = "cells";

    /// <summary>The records of a sheet, and what became of columns that are gone.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: what the mapping needs is gone or ambiguous.</exception>
    public (IReadOnlyList<RawData> Records, string? Notice) Find(TableGrid grid, TableHome home, DateTimeOffset askedAt)
    {
        if (mapping.Layout == TableLayout.Single)
            return ([.. Singles(grid, home, askedAt)], null);
        if (grid.IsEmpty)
            return ([], "The sheet is empty. What was read before is kept.");
        var date = Needed(grid, mapping.Date!.Column);
        var dimensions = mapping.Dimensions.Select(one => (one.Name, Column: Needed(grid, one.Column))).ToList();
        var gone = new List<string>();
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var row in grid.DataRows)
        {
            foreach (var (value, column) in Places(grid, row, gone))
            {
                var cell = grid.At(row, column);
                if (!TableText.SaysNothing(cell))
                    Add(value, row, column, cell);
            }
        }
        if (gone.Count == mapping.Values.Count && mapping.Layout == TableLayout.Wide && gone.Count > 0)
            throw TableMapping.Wrong(
                $"None of the mapped columns is in the sheet any more: {string.Join(", ", gone)}."
            );
        return (
            [.. found.Values.Select(one => new RawData(Stream, JsonSerializer.SerializeToElement(one), askedAt))],
            gone.Count == 0
                ? null
                : $"These columns are gone, and their figures stay as they were: {string.Join(", ", gone)}."
        );

        void Add(TableValue value, int row, int column, JsonElement cell)
        {
            var dated = grid.Merged(row, date);
            var labels = dimensions.ConvertAll(one => (one.Name, Value: Label(grid.Merged(row, one.Column))));
            var record = Record(value, home, dated, grid.Address(row, date), labels);
            var key = $"{value.Metric.Key}|{PeriodKey(record)}|{record["dimensions"]!.ToJsonString()}";
            if (!found.TryGetValue(key, out var known))
                found[key] = known = record;
            known["cells"]!.AsArray().Add(Cell(cell, grid.Address(row, column)));
        }
    }

    /// <exception cref="RawDataException">A cell cannot be read.</exception>
    public Transformed Points(RawData data)
    {
        var row = data.Payload;
        var value =
            mapping.Values.FirstOrDefault(one => one.Metric.Key == row.GetProperty("metric").GetString())
            ?? throw new RawDataException("mapping_changed", "metric", "The mapping no longer names this metric.");
        var locale = row.GetProperty("locale").GetString()!;
        var asFraction = value.Metric.Unit == MetricUnit.Percent && value.IsFraction;
        var numbers = row.GetProperty("cells")
            .EnumerateArray()
            .Select(cell =>
                TableText.Number(
                    cell.GetProperty("value"),
                    locale,
                    asFraction,
                    cell.GetProperty("address").GetString()!
                )
            )
            .ToList();
        var dimensions = DimensionSet.Of(
            row.GetProperty("dimensions")
                .EnumerateObject()
                .Select(one => KeyValuePair.Create(one.Name, one.Value.GetString()!))
        );
        var grain = mapping.Date?.Grain ?? Granularity.Day;
        return new(
            [
                new(
                    new SeriesKey(value.Metric.Key, grain, value.Currency, dimensions),
                    Period(row),
                    value.Metric.Aggregation == MetricAggregation.Sum ? numbers.Sum() : numbers[^1]
                ),
            ],
            []
        );
    }

    /// <summary>Values of now are those of the day on which they were read, where the sheet is at home.</summary>
    private IEnumerable<RawData> Singles(TableGrid grid, TableHome home, DateTimeOffset askedAt)
    {
        var today = ZonedCalendar.Of(home.TimeZone, DayOfWeek.Monday).DateOf(askedAt);
        foreach (var value in mapping.Values)
        {
            var (row, column) = TableGrid.Place(value.Source);
            var cell = grid.At(row, column);
            if (TableText.SaysNothing(cell))
                continue;
            var record = Record(value, home, JsonSerializer.SerializeToElement(DayText.Write(today)), "", []);
            record["cells"]!.AsArray().Add(Cell(cell, grid.Address(row, column)));
            yield return new(Stream, JsonSerializer.SerializeToElement(record), askedAt);
        }
    }

    private IEnumerable<(TableValue Value, int Column)> Places(TableGrid grid, int row, List<string> gone)
    {
        if (mapping.Layout == TableLayout.Long)
        {
            var label = Label(grid.Merged(row, Needed(grid, mapping.MetricColumn!)));
            var known = mapping.Values.FirstOrDefault(one =>
                one.Source.Equals(label, StringComparison.OrdinalIgnoreCase)
            );
            if (known is not null)
                yield return (known, Needed(grid, mapping.ValueColumn!));
            yield break;
        }
        foreach (var value in mapping.Values)
        {
            if (grid.Column(value.Source) is { } column)
                yield return (value, column);
            else if (!gone.Contains(value.Source, StringComparer.Ordinal))
                gone.Add(value.Source);
        }
    }

    private static int Needed(TableGrid grid, string header) =>
        grid.Column(header)
        ?? throw TableMapping.Wrong(
            $"The sheet has no column '{header}' any more. Name it so again, or change the mapping."
        );

    private static JsonObject Record(
        TableValue value,
        TableHome home,
        JsonElement date,
        string dateAddress,
        List<(string Name, string Value)> labels
    ) =>
        new()
        {
            ["metric"] = value.Metric.Key,
            ["date"] = date.ValueKind == JsonValueKind.Undefined ? null : JsonSerializer.SerializeToNode(date),
            ["dateAddress"] = dateAddress,
            ["locale"] = home.Locale,
            ["timeZone"] = home.TimeZone,
            ["dimensions"] = new JsonObject(labels.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))),
            ["cells"] = new JsonArray(),
        };

    private static JsonObject Cell(JsonElement cell, string address) =>
        new() { ["address"] = address, ["value"] = JsonSerializer.SerializeToNode(cell) };

    /// <summary>Rows whose date cannot be read stand alone, and are rejected one by one.</summary>
    private string PeriodKey(JsonObject record)
    {
        try
        {
            return Period(JsonSerializer.SerializeToElement(record)).ToString("O", CultureInfo.InvariantCulture);
        }
        catch (RawDataException e)
        {
            return e.Field;
        }
    }

    private DateTime Period(JsonElement record) =>
        TableText.Period(
            record.GetProperty("date"),
            mapping.Date ?? new TableDate("", "yyyy-MM-dd", Granularity.Day),
            record.GetProperty("locale").GetString()!,
            record.GetProperty("timeZone").GetString()!,
            record.GetProperty("dateAddress").GetString()!
        );

    private static string Label(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Undefined ? "" : cell.ToString().Trim();
}

/// <summary>Where a table is at home.</summary>
/// <param name="Locale">How its texts write numbers and dates, such as <c>de_DE</c>.</param>
/// <param name="TimeZone">IANA zone of its times.</param>
internal sealed record TableHome(string Locale, string TimeZone);
