using System.Text.RegularExpressions;

namespace Nexus.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    private static readonly IReadOnlyList<SourceFile> Code = SourceFile.Find("*.cs", "src", "migrations", "tests");
    private static readonly IReadOnlyList<SourceFile> Product =
    [
        .. SourceFile.Find("*", "src", "migrations"),
        .. SourceFile.Find("nexus", "."),
    ];
    private static readonly IReadOnlyList<SourceFile> Everything =
    [
        .. Code,
        .. SourceFile.Find("*.md", "."),
        .. SourceFile.Find("nexus", "."),
        .. SourceFile.Find("*.csproj", "src", "migrations", "tests"),
    ];

    [Fact]
    public void No_file_is_too_long_to_be_about_one_thing() => Expect.None(TooLong(Code));

    [Fact]
    public void A_file_that_is_too_long_is_found() =>
        Assert.Single(TooLong([new("planted", new string('\n', LongestFile + 1)), new("short", "\n")]));

    [Fact]
    public void No_product_file_names_a_place_on_someones_machine() => Expect.None(Holding(MachinePath(), Product));

    [Theory]
    [InlineData("cd /tmp/scratch")]
    [InlineData("\"/root/.nuget\"")]
    [InlineData("\"/home/anna/nexus\"")]
    [InlineData("@\"C:\\Users\\anna\"")]
    public void A_place_on_someones_machine_is_found(string code) => Assert.Single(Planted(MachinePath(), code));

    [Theory]
    [InlineData("/home/linuxbrew/.linuxbrew/opt")]
    [InlineData("[\"/webhooks\", \"/workspaces/\"]")]
    public void A_place_that_every_machine_may_have_is_none_of_them(string code) =>
        Assert.Empty(Planted(MachinePath(), code));

    [Fact]
    public void Nothing_is_left_for_later_in_a_comment() => Expect.None(Holding(LeftForLater(), Everything));

    [Theory]
    [InlineData("// T\u004fDO: mend this")]
    [InlineData("/* FIX\u004dE */")]
    [InlineData("# H\u0041CK around it")]
    public void A_thing_left_for_later_is_found(string code) => Assert.Single(Planted(LeftForLater(), code));

    [Fact]
    public void Namespaces_follow_folders() => Assert.DoesNotContain(Code, IsMisplaced);

    [Fact]
    public void A_file_out_of_its_folder_is_found()
    {
        Assert.True(IsMisplaced(new("src/Domain/Kpis/A.cs", "namespace Nexus.Domain.Imports;\n")));
        Assert.False(IsMisplaced(new("src/Domain/Kpis/A.cs", "using System;\nnamespace Nexus.Domain.Kpis;\n")));
    }

    [Fact]
    public void No_test_is_skipped() => Expect.None(Holding(Skipped(), Code));

    [Fact]
    public void A_skipped_test_is_found() => Assert.Single(Planted(Skipped(), "[Fact(Sk\u0069p = \"slow\")]"));

    [Fact]
    public void The_files_are_there_to_be_read()
    {
        Assert.True(Code.Count > 100);
        Assert.Contains(Product, file => file.Path == "src/Host/Program.cs");
        Assert.Contains(Everything, file => file.Path == "README.md");
    }

    private static IEnumerable<SourceFile> TooLong(IEnumerable<SourceFile> files) =>
        files.Where(file => file.Lines > LongestFile);

    private static IEnumerable<string> Holding(Regex offence, IEnumerable<SourceFile> files) =>
        files.SelectMany(file => offence.Matches(file.Text).Select(match => $"{file.Path}: {match.Value}"));

    private static IEnumerable<string> Planted(Regex offence, string code) => Holding(offence, [new("planted", code)]);

    /// <summary>Generated parts, top-level programs and global usings have no namespace, and so none that is wrong.</summary>
    private static bool IsMisplaced(SourceFile file)
    {
        if (Declared().Match(file.Text) is not { Success: true } declared)
            return false;
        var folders = file.Path.Split('/')[..^1];
        var expected = string.Join('.', ["Nexus", .. folders.Skip(folders[0] == "migrations" ? 0 : 1)]);
        return !string.Equals(declared.Groups["name"].Value, expected, StringComparison.OrdinalIgnoreCase)
            && !IsExcused(file.Path);
    }

    /// <summary>The planted use cases live below a namespace that is named like the real one's.</summary>
    private static bool IsExcused(string path) => path == "tests/Architecture.Tests/Planted/UseCases.cs";

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)\s*[;{]", RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(
        @"(?<![\w./])/(?:tmp|root|Users)/[\w.]+|(?<![\w./])/home/(?!linuxbrew/)\w+|\b[A-Z]:\\\w+",
        RegexOptions.None,
        1000
    )]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:T[O]DO|FIX[M]E|H[A]CK)\b", RegexOptions.None, 1000)]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"\[(?:Fact|Theory)\([^)]*\bSkip\s*=", RegexOptions.None, 1000)]
    private static partial Regex Skipped();
}
