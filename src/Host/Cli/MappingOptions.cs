using Nexus.Domain.Imports;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>A mapping as the options of a command give it; columns that only one candidate fits may be left out.</summary>
internal sealed record MappingOptions(
    string? Metric,
    string? Value,
    string? Date,
    string? DateFormat,
    string? Grain,
    IReadOnlyList<string> Dimensions,
    string? Currency,
    string? Decimal,
    string? Unit,
    string? Aggregation,
    string? Direction
)
{
    /// <exception cref="StartupException">A column is left out that more or less than one candidate fits.</exception>
    public ImportMapping For(CsvDetection detection) =>
        new()
        {
            Date = new DateMapping(Date ?? Only(detection, "date", "--date"), DateFormat, Grain),
            Values =
            [
                new ValueMapping
                {
                    Column = Value ?? Only(detection, "value", "--value"),
                    Metric = Metric!,
                    Currency = Currency,
                    Decimal = Decimal,
                    Unit = Unit,
                    Aggregation = Aggregation,
                    Direction = Direction,
                },
            ],
            Dimensions = [.. Dimensions.Select(Dimension)],
        };

    private static DimensionMapping Dimension(string text) =>
        text.LastIndexOf('=') is > 0 and var equals
            ? new(text[..equals], text[(equals + 1)..])
            : new(text, text.Trim().ToLowerInvariant().Replace(' ', '_'));

    private static string Only(CsvDetection detection, string role, string option)
    {
        var fitting = detection.Columns.Where(column => column.Role == role).Select(column => column.Name).ToList();
        if (fitting is [var only])
            return only;
        var names = string.Join(", ", (fitting.Count > 0 ? fitting : detection.Columns.Select(c => c.Name)));
        throw new StartupException(
            $"{(fitting.Count == 0 ? "No column looks" : "Several columns look")} like a {role}. Name one with {option}: {names}."
        );
    }
}
