using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nexus.Benchmarks;

/// <summary>Results as people and as programs read them.</summary>
internal static class ResultTable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // The line goes to a console or a file, never into a page; "<=" is to stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(IReadOnlyList<BenchmarkResult> results, TextWriter output)
    {
        string[][] rows =
        [
            ["name", "value", "unit", "baseline", "ratio", "target", "met"],
            .. results.Select(result =>
                new[]
                {
                    result.Name,
                    Text(result.Value),
                    result.Unit,
                    Text(result.Baseline),
                    Text(result.Ratio),
                    result.Target,
                    result.Met ? "yes" : "no",
                }
            ),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        output.WriteLine();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <returns>One line: <c>{"benchmark", "results":[{"name","value","unit","baseline","ratio","target","met"}]}</c>.</returns>
    public static string Json(string benchmark, IReadOnlyList<BenchmarkResult> results) =>
        JsonSerializer.Serialize(new { benchmark, results }, Options);

    private static string Text(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";
}
