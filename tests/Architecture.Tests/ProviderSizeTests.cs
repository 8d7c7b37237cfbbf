using System.Globalization;
using System.Text.RegularExpressions;
using Nexus.Testing;

namespace Nexus.Architecture.Tests;

/// <summary>A provider is small: what is not its own lives in Shared, where all have it.</summary>
/// <remarks>Counted are lines with a statement on them, as docs/providers.md says.</remarks>
public sealed partial class ProviderSizeTests
{
    private const int Most = 400;

    /// <summary>Where it is written why these may have more, and what the other ways would be.</summary>
    private const string Decision = "docs/decisions/0025-providers-that-are-larger-than-400-lines.md";

    /// <summary>Providers that may have more, each with how much. A number here may only become smaller.</summary>
    private static readonly Dictionary<string, int> More = new(StringComparer.Ordinal)
    {
        ["GoogleAnalytics"] = 439,
        ["Notion"] = 436,
        ["Stripe"] = 3_168,
        ["Csv"] = 3_204,
    };

    public static TheoryData<string> Folders => [.. Providers.Folders()];

    [Theory, MemberData(nameof(Folders))]
    public void A_provider_has_no_more_code_of_its_own_than_it_may(string folder)
    {
        var lines = SourceFile.Find("*.cs", $"src/Infrastructure/Integrations/{folder}").Sum(Statements);

        Assert.True(lines <= MostOf(folder), TooLarge(folder, lines));
    }

    [Fact]
    public void An_exception_is_for_a_provider_that_needs_it() =>
        Assert.All(
            More,
            one =>
            {
                var lines = SourceFile.Find("*.cs", $"src/Infrastructure/Integrations/{one.Key}").Sum(Statements);
                Assert.True(lines > Most, $"{one.Key} has come down to {lines} lines and needs no exception any more.");
            }
        );

    [Fact]
    public void An_exception_stands_in_the_decision_with_its_number()
    {
        var decided = File.ReadAllText(Path.Combine(Repository.Root, Decision));

        Assert.All(More, one => Assert.Contains(Row(one.Key, one.Value), decided, StringComparison.Ordinal));
        Assert.DoesNotContain(Row("Planted", Most + 1), decided, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_that_has_grown_too_large_is_found()
    {
        var code = string.Concat(Enumerable.Repeat("        Call();\n", Most + 1));

        Assert.True(Statements(new("planted", code)) > MostOf("Planted"));
    }

    [Fact]
    public void What_a_formatter_and_a_reader_need_is_not_counted()
    {
        const string code = """
            using System.Text;

            namespace Nexus.Planted;

            /// <summary>A thing.</summary>
            internal static class Thing
            {
                // Because.
                public static int Of(
                    int one
                )
                {
                    using var two = Open();
                    return one;
                }
            }
            """;

        Assert.Equal(5, Statements(new("planted", code)));
    }

    private static int MostOf(string folder) => More.GetValueOrDefault(folder, Most);

    private static string Row(string folder, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"| {folder} | {most:N0} |");

    private static string TooLarge(string folder, int lines) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{folder} has {lines} lines of its own and may have {MostOf(folder)}. What another provider could use belongs in Shared."
        );

    private static int Statements(SourceFile file) =>
        file.Text.Split('\n').Select(line => line.Trim()).Count(line => !Uncounted().IsMatch(line));

    /// <summary>Blank lines, comments, directives at the head of a file, and lines of brackets alone.</summary>
    [GeneratedRegex(
        @"^(//.*|using (static )?[\w.]+;|using \w+ = [^(]+;|namespace [\w.]+;|[(){}\[\];,]*)$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Uncounted();
}
