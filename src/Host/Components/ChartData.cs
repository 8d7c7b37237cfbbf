using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Components;

/// <summary>What a chart shows; the browser's script (Web/charts) reads it as JSON.</summary>
/// <param name="Labels">One for each column, short enough for an axis, such as <c>21 Nov</c>.</param>
/// <param name="Series">The lines or bars; of a heat map the rows. At most four of the role <see cref="ChartRole.Value"/>.</param>
/// <param name="Unit">Of all values.</param>
/// <param name="Currency">ISO 4217, for money.</param>
public sealed record ChartData(
    ChartKind Kind,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ChartSeries> Series,
    MetricUnit Unit = MetricUnit.Number,
    string? Currency = null
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Longer names of the columns for tooltips, such as <c>Sat, 21 Nov 2026</c>; null for the labels.</summary>
    public IReadOnlyList<string>? Titles { get; init; }

    /// <summary>Notes at columns, and lines at values such as a goal.</summary>
    public IReadOnlyList<ChartMark>? Marks { get; init; }

    /// <summary>Whether a part can be looked at closely.</summary>
    public bool Zoom { get; init; }

    /// <summary>As JSON that may stand in a page: what could end a script element is escaped.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <param name="Values">One for each column; null where a value is missing.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, ChartRole Role = ChartRole.Value);

/// <param name="Label">The column that it belongs to, one of the chart's labels; null for a line at a value.</param>
/// <param name="Value">The value that it is drawn at; null for a note at a column.</param>
public sealed record ChartMark(string Text, string? Label, decimal? Value)
{
    /// <summary>The last column of a note on several; null for one column.</summary>
    public string? Until { get; init; }
}

public enum ChartKind
{
    Line,
    Area,
    Bar,
    Stacked,
    Heatmap,
}

public enum ChartRole
{
    Value,

    /// <summary>The period before: dashed and grey.</summary>
    Previous,

    /// <summary>All that has no colour of its own: grey and hatched.</summary>
    Other,
}
