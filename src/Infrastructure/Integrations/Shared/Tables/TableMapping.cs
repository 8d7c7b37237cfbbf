using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>What is read out of a table, and how: settings that people made, checked.</summary>
/// <param name="HeaderRow">From 1.</param>
/// <param name="Date">Null in the layout of single cells.</param>
internal sealed record TableMapping(
    int HeaderRow,
    TableLayout Layout,
    TableDate? Date,
    string? MetricColumn,
    string? ValueColumn,
    IReadOnlyList<TableValue> Values,
    IReadOnlyList<TableDimension> Dimensions
)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>All points that the table may ever have held; null for values of now, whose past is in no table.</summary>
    public RestatedPoints? Everything =>
        Date is { } date
            ? new(
                [.. Values.Select(value => value.Metric.Key)],
                date.Grain,
                [.. Dimensions.Select(one => one.Name)],
                new(new DateOnly(1900, 1, 1), new DateOnly(2300, 1, 1))
            )
            : null;

    /// <summary>Metrics of the workspace's own.</summary>
    public IReadOnlyList<MetricDefinition> OwnMetrics =>
        [
            .. Values
                .Select(value => value.Metric)
                .Where(metric => !MetricCatalog.TryFind(metric.Key, out _))
                .DistinctBy(metric => metric.Key),
        ];

    /// <param name="provider">Key of the provider whose table it is.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: a setting is missing or makes no sense.</exception>
    public static TableMapping Of(JsonElement settings, string provider)
    {
        var given = settings.Deserialize<Given>(Web) ?? new Given();
        var layout = given.Layout switch
        {
            "long" => TableLayout.Long,
            "single" => TableLayout.Single,
            _ => TableLayout.Wide,
        };
        var values = given.Values.Select(value => TableValue.Of(value, layout, provider)).ToList();
        if (values.Count == 0)
            throw Wrong("The mapping names no values.");
        if (layout != TableLayout.Single && string.IsNullOrWhiteSpace(given.Date?.Column))
            throw Wrong("The mapping does not say which column dates a row.");
        if (layout == TableLayout.Long && (given.MetricColumn is null || given.ValueColumn is null))
            throw Wrong("In the layout long, the mapping names the column of the metric and the column of the value.");
        return new(
            given.HeaderRow ?? 1,
            layout,
            layout == TableLayout.Single ? null : TableDate.Of(given.Date!),
            given.MetricColumn,
            given.ValueColumn,
            values,
            given.Dimensions
        );
    }

    internal static IntegrationException Wrong(string message) => new(IntegrationFault.Misconfigured, message);

    /// <summary>The settings as they are written.</summary>
    private sealed record Given
    {
        public int? HeaderRow { get; init; }
        public string? Layout { get; init; }
        public GivenDate? Date { get; init; }
        public string? MetricColumn { get; init; }
        public string? ValueColumn { get; init; }
        public IReadOnlyList<GivenValue> Values { get; init; } = [];
        public IReadOnlyList<TableDimension> Dimensions { get; init; } = [];
    }
}

internal enum TableLayout
{
    /// <summary>A row per date, a column per metric.</summary>
    Wide,

    /// <summary>A row per date and metric.</summary>
    Long,

    /// <summary>Cells that hold the value of now.</summary>
    Single,
}

internal sealed record GivenDate(string? Column, string? Format, string? Grain);

internal sealed record GivenValue(
    string? Column,
    string? Label,
    string? Cell,
    string? Metric,
    string? Name,
    string? Unit,
    string? Aggregation,
    string? Direction,
    string? Currency,
    string? PercentAs
);

/// <param name="Format">A .NET format such as <c>dd.MM.yyyy</c>; null takes dates of the sheet, and the usual ways to write them.</param>
internal sealed record TableDate(string Column, string? Format, Granularity Grain)
{
    public static TableDate Of(GivenDate given) =>
        new(
            given.Column!,
            given.Format,
            given.Grain is null ? Granularity.Day
                : Granularities.TryParse(given.Grain, out var grain) ? grain
                : throw TableMapping.Wrong(
                    $"There is no grain '{given.Grain}': it is hour, day, week, month, quarter or year."
                )
        );
}

/// <param name="Column">Header of the column.</param>
/// <param name="Name">Name of the dimension.</param>
internal sealed record TableDimension(string Column, string Name);

/// <summary>One metric of a table.</summary>
/// <param name="Source">Header of its column, its label in the metric column, or the address of its cell.</param>
/// <param name="Currency">ISO 4217 code for money, empty otherwise.</param>
/// <param name="IsFraction">Whether a percentage is written as a part of one, as spreadsheets keep those that they format.</param>
internal sealed partial record TableValue(string Source, MetricDefinition Metric, string Currency, bool IsFraction)
{
    public static TableValue Of(GivenValue given, TableLayout layout, string provider)
    {
        var source = layout switch
        {
            TableLayout.Long => given.Label,
            TableLayout.Single => given.Cell?.Replace("$", "", StringComparison.Ordinal).ToUpperInvariant(),
            _ => given.Column,
        };
        if (string.IsNullOrWhiteSpace(source) || (layout == TableLayout.Single && !Cell().IsMatch(source)))
            throw TableMapping.Wrong(
                "A value of the mapping does not say where it stands: column, label, or cell such as B2."
            );
        var metric = DefinitionOf(given, provider);
        if (metric.Aggregation == MetricAggregation.Ratio)
            throw TableMapping.Wrong($"{metric.Name} is computed from other metrics. Map those.");
        var currency = given.Currency?.ToUpperInvariant() ?? "";
        if (metric.Unit == MetricUnit.Money != (currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
            throw TableMapping.Wrong(
                $"{metric.Name} {(currency.Length == 0 ? "is money and needs a currency" : "is no money, or its currency is none")}."
            );
        return new(source, metric, currency, given.PercentAs != "points");
    }

    private static MetricDefinition DefinitionOf(GivenValue given, string provider)
    {
        var key = given.Metric ?? "";
        if (MetricCatalog.TryFind(key, out var known))
            return known;
        if (
            Custom().IsMatch(key)
            && Enum.TryParse<MetricUnit>(given.Unit, ignoreCase: true, out var unit)
            && Enum.TryParse<MetricAggregation>(given.Aggregation, ignoreCase: true, out var aggregation)
            && aggregation != MetricAggregation.Ratio
            && Enum.TryParse<MetricDirection>(given.Direction, ignoreCase: true, out var direction)
        )
            return new(
                key,
                given.Name ?? key["custom.".Length..],
                unit,
                aggregation,
                direction,
                "custom",
                "Defined by this workspace.",
                [provider]
            );
        throw TableMapping.Wrong(
            $"There is no metric '{key}'. One of the workspace's own is called custom.<name>, and is given a unit, an aggregation and a direction."
        );
    }

    [GeneratedRegex("^[A-Z]{1,3}[1-9][0-9]{0,6}$", RegexOptions.None, 1000)]
    private static partial Regex Cell();

    [GeneratedRegex("^custom\\.[a-z0-9][a-z0-9_]{0,60}$", RegexOptions.None, 1000)]
    private static partial Regex Custom();
}
