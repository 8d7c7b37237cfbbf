using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>What a connection reads out of which sheet: its settings, checked.</summary>
/// <param name="Spreadsheet">Id of the file.</param>
/// <param name="SheetId">Id of the tab, which stays when it is renamed; null for the first.</param>
/// <param name="HeaderRow">From 1.</param>
/// <param name="Date">Null in the layout of single cells.</param>
/// <param name="SkipsHidden">Whether hidden rows are left out.</param>
/// <param name="DeletesMissing">Whether what is gone from the sheet goes from Nexus, too.</param>
internal sealed partial record SheetMapping(
    string Spreadsheet,
    int? SheetId,
    int HeaderRow,
    SheetLayout Layout,
    SheetDate? Date,
    string? MetricColumn,
    string? ValueColumn,
    IReadOnlyList<SheetValue> Values,
    IReadOnlyList<SheetDimension> Dimensions,
    bool SkipsHidden,
    bool DeletesMissing
)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: a setting is missing or makes no sense.</exception>
    public static SheetMapping Of(JsonElement settings)
    {
        var given = settings.Deserialize<Given>(Web) ?? new Given();
        var address = given.Spreadsheet?.Trim() ?? "";
        var spreadsheet =
            Address().Match(address) is { Success: true } link ? link.Groups["id"].Value
            : Id().IsMatch(address) ? address
            : throw Wrong("The setting spreadsheet is neither the address of a Google sheet nor its id.");
        var tab = Tab().Match(address);
        var layout = given.Layout switch
        {
            "long" => SheetLayout.Long,
            "single" => SheetLayout.Single,
            _ => SheetLayout.Wide,
        };
        var values = given.Values.Select(value => SheetValue.Of(value, layout)).ToList();
        if (values.Count == 0)
            throw Wrong("The mapping names no values.");
        if (layout != SheetLayout.Single && string.IsNullOrWhiteSpace(given.Date?.Column))
            throw Wrong("The mapping does not say which column dates a row.");
        if (layout == SheetLayout.Long && (given.MetricColumn is null || given.ValueColumn is null))
            throw Wrong("In the layout long, the mapping names the column of the metric and the column of the value.");
        return new(
            spreadsheet,
            given.SheetId ?? (tab.Success ? int.Parse(tab.Groups["gid"].Value, CultureInfo.InvariantCulture) : null),
            given.HeaderRow ?? 1,
            layout,
            layout == SheetLayout.Single ? null : SheetDate.Of(given.Date!),
            given.MetricColumn,
            given.ValueColumn,
            values,
            given.Dimensions,
            given.Hidden == "skip",
            given.Removed == "delete"
        );
    }

    internal static IntegrationException Wrong(string message) => new(IntegrationFault.Misconfigured, message);

    [GeneratedRegex(@"/spreadsheets/d/(?<id>[A-Za-z0-9_-]{20,100})", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9_-]{20,100}$", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"[#?&]gid=(?<gid>\d{1,9})(?!\d)", RegexOptions.None, 1000)]
    private static partial Regex Tab();

    /// <summary>The settings as they are written.</summary>
    private sealed record Given
    {
        public string? Spreadsheet { get; init; }
        public int? SheetId { get; init; }
        public int? HeaderRow { get; init; }
        public string? Layout { get; init; }
        public GivenDate? Date { get; init; }
        public string? MetricColumn { get; init; }
        public string? ValueColumn { get; init; }
        public IReadOnlyList<GivenValue> Values { get; init; } = [];
        public IReadOnlyList<SheetDimension> Dimensions { get; init; } = [];
        public string? Hidden { get; init; }
        public string? Removed { get; init; }
    }
}

internal enum SheetLayout
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
internal sealed record SheetDate(string Column, string? Format, Granularity Grain)
{
    public static SheetDate Of(GivenDate given) =>
        new(
            given.Column!,
            given.Format,
            given.Grain is null ? Granularity.Day
                : Granularities.TryParse(given.Grain, out var grain) ? grain
                : throw SheetMapping.Wrong(
                    $"There is no grain '{given.Grain}': it is hour, day, week, month, quarter or year."
                )
        );
}

/// <param name="Column">Header of the column.</param>
/// <param name="Name">Name of the dimension.</param>
internal sealed record SheetDimension(string Column, string Name);

/// <summary>One metric of a sheet.</summary>
/// <param name="Source">Header of its column, its label in the metric column, or the address of its cell.</param>
/// <param name="Currency">ISO 4217 code for money, empty otherwise.</param>
/// <param name="IsFraction">Whether a percentage is written as a part of one, as Google keeps those that it formats.</param>
internal sealed partial record SheetValue(string Source, MetricDefinition Metric, string Currency, bool IsFraction)
{
    public static SheetValue Of(GivenValue given, SheetLayout layout)
    {
        var source = layout switch
        {
            SheetLayout.Long => given.Label,
            SheetLayout.Single => given.Cell?.Replace("$", "", StringComparison.Ordinal).ToUpperInvariant(),
            _ => given.Column,
        };
        if (string.IsNullOrWhiteSpace(source) || (layout == SheetLayout.Single && !Cell().IsMatch(source)))
            throw SheetMapping.Wrong(
                "A value of the mapping does not say where it stands: column, label, or cell such as B2."
            );
        var metric = DefinitionOf(given);
        if (metric.Aggregation == MetricAggregation.Ratio)
            throw SheetMapping.Wrong($"{metric.Name} is computed from other metrics. Map those.");
        var currency = given.Currency?.ToUpperInvariant() ?? "";
        if (metric.Unit == MetricUnit.Money != (currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
            throw SheetMapping.Wrong(
                $"{metric.Name} {(currency.Length == 0 ? "is money and needs a currency" : "is no money, or its currency is none")}."
            );
        return new(source, metric, currency, given.PercentAs != "points");
    }

    private static MetricDefinition DefinitionOf(GivenValue given)
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
                [GoogleSheetsModule.Key]
            );
        throw SheetMapping.Wrong(
            $"There is no metric '{key}'. One of the workspace's own is called custom.<name>, and is given a unit, an aggregation and a direction."
        );
    }

    [GeneratedRegex("^[A-Z]{1,3}[1-9][0-9]{0,6}$", RegexOptions.None, 1000)]
    private static partial Regex Cell();

    [GeneratedRegex("^custom\\.[a-z0-9][a-z0-9_]{0,60}$", RegexOptions.None, 1000)]
    private static partial Regex Custom();
}
