using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nexus.Host.Cli;
using Nexus.Testing;

namespace Nexus.Architecture.Tests;

public sealed partial class DocumentTests
{
    private static readonly IReadOnlyList<SourceFile> Documents = SourceFile.Find("*.md", ".");
    private static readonly IReadOnlyList<SourceFile> Decisions =
    [
        .. SourceFile
            .Find("*.md", "docs/decisions")
            .Where(page => !page.Path.EndsWith("README.md", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_link_leads_somewhere() => Expect.None(Documents.SelectMany(DeadLinks));

    [Theory]
    [InlineData("[a](docs/no-such-page.md)")]
    [InlineData("[a](README.md#no-such-heading)")]
    [InlineData("[a](#no-such-heading)")]
    [InlineData("![a](missing.png \"title\")")]
    public void A_link_to_nowhere_is_found(string text) => Assert.Single(DeadLinks(new("README.md", text)));

    [Theory]
    [InlineData("[a](docs/../README.md)")]
    [InlineData("[a](https://example.org/nowhere)")]
    [InlineData("## One `two`: three\n[a](#one-two-three)")]
    [InlineData("```\n[a](nowhere.md)\n```")]
    [InlineData("`[a](nowhere.md)`")]
    public void A_link_that_leads_somewhere_is_left_alone(string text) =>
        Assert.Empty(DeadLinks(new("README.md", text)));

    [Fact]
    public void Every_decision_says_what_it_costs() => Expect.None(Decisions.SelectMany(MissingParts));

    [Fact]
    public void A_decision_without_its_costs_is_found() =>
        Assert.Equal(
            ["planted lacks Costs"],
            MissingParts(new("planted", "# 0099 A\n## Context\nx\n## Decision\nx\n## Way out\nx\n"))
        );

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_listed()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "docs", "decisions", "README.md"));

        Assert.NotEmpty(Decisions);
        foreach (var (page, number) in Decisions.Select((page, i) => (Path.GetFileName(page.Path), i + 1)))
        {
            Assert.StartsWith($"{number:0000}-", page, StringComparison.Ordinal);
            Assert.Contains($"]({page})", index, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_readme_names_every_command_and_no_other()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

        Assert.Equal(Commands().Order(StringComparer.Ordinal), Named(readme).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_readme_opens_with_how_to_start_and_how_to_test()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var opening = readme[..readme.IndexOf("\n## ", StringComparison.Ordinal)];

        Assert.Contains("./nexus up\n", opening, StringComparison.Ordinal);
        Assert.Contains("./nexus test\n", opening, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    public void Every_public_type_says_what_it_is(string layer)
    {
        var assembly = NexusAssemblies.All.Single(one => one.GetName().Name == $"Nexus.{layer}");
        var comments = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));

        Expect.None(Undocumented(assembly.GetExportedTypes(), comments));
    }

    [Fact]
    public void A_type_without_a_word_about_it_is_found()
    {
        var comments = XDocument.Parse(
            "<doc><members><member name='T:System.String'><summary>Text.</summary></member></members></doc>"
        );

        Assert.Equal(["System.Int32"], Undocumented([typeof(string), typeof(int)], comments));
    }

    /// <summary>Nested types are a use case's parts, and are read with it. A record may say all there is by its parameters.</summary>
    private static IEnumerable<string?> Undocumented(IEnumerable<Type> types, XDocument comments)
    {
        var told = comments
            .Descendants("member")
            .Where(member => member.Elements().Any(element => element.Name.LocalName is "summary" or "param"))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        return types
            .Where(type => !type.IsNested && !IsExtensionHome(type) && !told.Contains($"T:{type.FullName}"))
            .Select(type => type.FullName);
    }

    /// <summary>A static class that only holds a place for methods that are documented themselves.</summary>
    private static bool IsExtensionHome(Type type) =>
        type is { IsAbstract: true, IsSealed: true }
        && type.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false);

    private static IEnumerable<string> Commands() =>
        NexusCommandLine
            .Commands()
            .Subcommands.Where(command => !command.Hidden)
            .Select(command => command.Name)
            .Concat(
                ScriptCommand()
                    .Matches(File.ReadAllText(Path.Combine(Repository.Root, "nexus")))
                    .Select(match => match.Groups["name"].Value)
            )
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Named(string readme) =>
        CommandWord().Matches(readme).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> MissingParts(SourceFile page) =>
        new[] { "Context", "Decision", "Costs", "Way out" }
            .Where(part => !page.Text.Contains($"\n## {part}\n", StringComparison.Ordinal))
            .Select(part => $"{page.Path} lacks {part}");

    private static IEnumerable<string> DeadLinks(SourceFile page) =>
        Link()
            .Matches(Code().Replace(page.Text, ""))
            .Select(match => match.Groups["target"].Value)
            .Where(target =>
                !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            )
            .Where(target => !Leads(page, target))
            .Select(target => $"{page.Path} -> {target}");

    private static bool Leads(SourceFile page, string target)
    {
        var parts = target.Split('#', 2);
        var path = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, parts[0]));
        if (parts[0].Length > 0 && !File.Exists(path) && !Directory.Exists(path))
            return false;
        if (parts.Length == 1)
            return true;
        var text = parts[0].Length == 0 ? page.Text : File.ReadAllText(path);
        return Heading().Matches(text).Any(heading => Anchor(heading.Groups["text"].Value) == parts[1]);
    }

    /// <summary>As GitHub makes it: lower case, without punctuation, a hyphen for each blank.</summary>
    private static string Anchor(string heading) =>
        string.Concat(
            heading
                .Trim()
                .ToLowerInvariant()
                .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
                .Select(c => c == ' ' ? '-' : c)
        );

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`(?!`)(?=[^\n]*$)", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\./nexus (?<name>[a-z][a-z-]*)\b", RegexOptions.None, 1000)]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"^(?<name>[a-z][a-z-]*)\)$", RegexOptions.Multiline, 1000)]
    private static partial Regex ScriptCommand();
}
