using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexus.Architecture.Tests;

/// <summary>A provider is small: what is not its own lives in Shared, where all have it.</summary>
/// <remarks>Counted are lines with a statement on them, as docs/providers.md says.</remarks>
public sealed partial class ProviderSizeTests
{
    private const int Most = 400;

    /// <summary>Providers that may have more, and why. A number here may only become smaller.</summary>
    private static readonly Dictionary<string, int> More = new(StringComparer.Ordinal)
    {
        // Nine reports with metrics that do not add up, their quotas, and what each row's quality means.
        ["GoogleAnalytics"] = 556,
        // Tables without a scheme: a dozen types of properties, each cut short on pages and fetched again in full.
        ["Notion"] = 706,
        // Statistics come by placement and group of metrics, for objects that were active, through jobs and files.
        ["XAds"] = 421,
        // Not a connector alone: the book of subscriptions, movements and fees that the SaaS metrics are computed from.
        ["Stripe"] = 3_188,
        // Not a connector at all: the engine that reads files of any dialect.
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
