using System.Text.RegularExpressions;
using Nexus.Testing;

namespace Nexus.Host.Tests.Api;

/// <summary>docs/problems.md is what callers rely on: a code that comes, goes or changes has to be written there.</summary>
public sealed partial class ProblemCodesTests
{
    [Fact]
    public void Every_code_of_the_source_is_documented_and_every_documented_code_exists()
    {
        var source = Sources().SelectMany(Codes).ToHashSet(StringComparer.Ordinal);
        var documented = DocumentedCode()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "problems.md")))
            .Select(row => row.Groups["code"].Value)
            .ToList();

        Assert.Equal(documented.Distinct(), documented);
        Assert.Empty(source.Except(documented).Order());
        Assert.Empty(documented.Except(source).Order());
    }

    [Fact]
    public void A_code_is_written_where_it_is_used()
    {
        foreach (var text in Sources())
            Assert.DoesNotMatch(ComputedCode(), text);
    }

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText);

    private static IEnumerable<string> Codes(string text) =>
        WrittenCode().Matches(text).Select(match => match.Groups["code"].Value);

    /// <summary>The literal after the kind or status of a problem, or at the head of a file's fault or a refusal of its own kind.</summary>
    [GeneratedRegex(
        """(?:RefusalKind\.\w+,|Unprocessable\(|StatusCodes\.Status4\w+,|StatusCodes\.Status5\w+,|CsvFileException\()\s*"(?<code>[a-z][a-z0-9_]*)",""",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex WrittenCode();

    /// <remarks>A method may pass on what its parameter <c>code</c> was called with.</remarks>
    [GeneratedRegex("""RefusalKind\.\w+,\s*(?!code,)[^"\s]""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ComputedCode();

    [GeneratedRegex("^\\| `(?<code>[a-z0-9_]+)` \\|", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DocumentedCode();
}
