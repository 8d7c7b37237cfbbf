using System.Text.RegularExpressions;

namespace Nexus.Architecture.Tests;

/// <summary>Pages that say which test holds what.</summary>
public sealed partial class MistakesTests
{
    private const string Page = "docs/mistakes.md";

    private static readonly IReadOnlyList<SourceFile> Tests = SourceFile.Find("*Tests.cs", "tests");

    [Theory]
    [InlineData(Page)]
    [InlineData("docs/evidence.md")]
    public void Every_mistake_has_a_test_that_keeps_it_out(string path) =>
        Expect.None(Missing(SourceFile.Find("*.md", "docs").Single(page => page.Path == path), Tests));

    [Theory]
    [InlineData("| a mistake | nobody |")]
    [InlineData("| a mistake | `No_such_test` |")]
    [InlineData("| a mistake | `Holds_it`, `No_such_test` |")]
    public void A_mistake_that_nothing_keeps_out_is_found(string row) =>
        Assert.Single(Missing(new(Page, row), [new("HoldsTests.cs", "public async Task Holds_it(string provider)")]));

    [Theory]
    [InlineData("| mistake | held by |")]
    [InlineData("| example | held by |")]
    [InlineData("|---|---|")]
    [InlineData("| a mistake | `Holds_it` |")]
    public void A_mistake_that_a_test_keeps_out_is_left_alone(string row) =>
        Assert.Empty(Missing(new(Page, row), [new("HoldsTests.cs", "public void Holds_it() =>")]));

    private static IEnumerable<string> Missing(SourceFile page, IReadOnlyList<SourceFile> tests)
    {
        var names = tests
            .SelectMany(file => Method().Matches(file.Text))
            .Select(method => method.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var row in page.Text.Split('\n').Where(line => Row().IsMatch(line)))
        {
            var holders = Name().Matches(row.Split('|')[2]).Select(name => name.Groups[1].Value).ToList();
            if (holders.Count == 0)
                yield return $"nothing is named in: {row}";
            foreach (var holder in holders.Where(holder => !names.Contains(holder)))
                yield return $"{holder} is no test: {row}";
        }
    }

    [GeneratedRegex(@"^\| (?!.+ \| held by \|$).+ \| .+ \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) ([A-Za-z0-9_]+)\(")]
    private static partial Regex Method();
}
