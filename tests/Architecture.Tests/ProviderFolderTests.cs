using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Architecture.Tests;

public sealed partial class ProviderFolderTests
{
    /// <summary>The parts of a provider's README, in this order, so that readers find the same thing at the same place.</summary>
    private static readonly string[] Parts = ["What is read", "Metrics", "Limits", "Troubleshooting"];

    public static TheoryData<string> Folders => [.. Providers.Folders()];

    [Theory, MemberData(nameof(Folders))]
    public void A_provider_has_one_module_named_after_its_folder(string folder)
    {
        var modules = Modules().Where(type => type.Namespace == $"Nexus.Infrastructure.Integrations.{folder}");

        Assert.Equal([$"{folder}Module"], modules.Select(type => type.Name));
    }

    [Fact]
    public void Every_module_lives_in_a_folder_of_its_own() =>
        Assert.Equal(
            Providers.Folders().Select(folder => $"Nexus.Infrastructure.Integrations.{folder}"),
            Modules().Select(type => type.Namespace!).Order(StringComparer.Ordinal)
        );

    [Theory, MemberData(nameof(Folders))]
    public void A_provider_has_a_readme_of_the_one_form(string folder) =>
        Assert.Equal(Parts, Headings(File.ReadAllText(Path.Combine(Providers.Home, folder, "README.md"))));

    [Fact]
    public void A_readme_of_another_form_is_seen() =>
        Assert.NotEqual(Parts, Headings("# X\n## Metrics\n## What is read\n## Limits\n## Troubleshooting\n"));

    [Fact]
    public void Every_provider_that_a_metric_names_has_a_key_of_the_one_form() =>
        Assert.DoesNotContain(MetricCatalog.All.SelectMany(metric => metric.Sources), key => !Key().IsMatch(key));

    private static IEnumerable<Type> Modules() =>
        NexusAssemblies
            .Written([NexusAssemblies.Infrastructure])
            .Where(type =>
                type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProviderModule))
            );

    private static IEnumerable<string> Headings(string readme) =>
        Heading().Matches(readme).Select(match => match.Groups["text"].Value.Trim());

    [GeneratedRegex("^## (?<text>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$", RegexOptions.None, 1000)]
    private static partial Regex Key();
}
