using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>The five tests that every provider has, under the names by which they are looked for.</summary>
/// <remarks>The kit holds each connector to them; what is no connector has them beside its other tests.</remarks>
public sealed partial class NamedTests
{
    private static readonly IReadOnlyList<Type> Tests = typeof(NamedTests).Assembly.GetTypes();

    private static readonly IReadOnlyDictionary<string, Regex> Names = new Dictionary<string, Regex>
    {
        ["connects with a valid key"] = Connects(),
        ["syncs revenue correctly"] = Syncs(),
        ["handles rate limiting"] = HandlesLimits(),
        ["transforms to the KPI format"] = Transforms(),
        ["enforces workspace isolation"] = Isolates(),
    };

    /// <summary>Each provider by its key, with the folder of its code and its tests.</summary>
    private static readonly IReadOnlyDictionary<string, string> Folders = Modules().ToDictionary();

    public static TheoryData<string> Providers => [.. Folders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public void A_provider_has_the_five_tests(string provider) =>
        Assert.Empty(Missing(provider, Folders[provider], Tests));

    [Fact]
    public void A_provider_without_one_of_them_is_found() =>
        Assert.Equal(
            ["handles rate limiting"],
            Missing("stripe", "Planted", [.. Tests.Where(type => type != typeof(ThrottledKitTests))])
        );

    [Fact]
    public void A_provider_that_the_kit_does_not_know_has_none_of_them() =>
        Assert.Equal(Names.Keys, Missing("planted", "Planted", Tests));

    private static IEnumerable<string> Missing(string provider, string folder, IReadOnlyList<Type> tests) =>
        Names
            .Where(name => !tests.Any(type => Covers(type, provider, folder) && HasTest(type, name.Value)))
            .Select(name => name.Key);

    private static bool Covers(Type type, string provider, string folder) =>
        type.Namespace == $"Nexus.Infrastructure.Tests.Integrations.{folder}"
        || (
            type.Namespace == typeof(NamedTests).Namespace
            && type.GetProperty(nameof(Providers))?.GetValue(null) is IEnumerable<object[]> providers
            && providers.Any(row => row.Contains(provider))
        );

    private static bool HasTest(Type type, Regex name) =>
        type.GetMethods()
            .Any(method => name.IsMatch(method.Name) && method.GetCustomAttribute<FactAttribute>() is not null);

    private static IEnumerable<KeyValuePair<string, string>> Modules()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IProviderHttp>(new Recorded.RecordedHttp())
            .AddSingleton(TimeProvider.System)
            .BuildServiceProvider();
        foreach (var type in typeof(InfrastructureServices).Assembly.GetTypes())
        {
            if (!type.IsClass || type.IsAbstract || !type.IsAssignableTo(typeof(IProviderModule)))
                continue;
            var module = (IProviderModule)ActivatorUtilities.CreateInstance(services, type);
            yield return new(module.Descriptor.Key, type.Namespace!.Split('.')[^1]);
        }
    }

    [GeneratedRegex("^Connects_with_a_valid_key$")]
    private static partial Regex Connects();

    [GeneratedRegex("^Syncs_[A-Za-z_]+_correctly$")]
    private static partial Regex Syncs();

    [GeneratedRegex("^Handles_rate_limiting$")]
    private static partial Regex HandlesLimits();

    [GeneratedRegex("^Transforms_to_the_KPI_format$")]
    private static partial Regex Transforms();

    [GeneratedRegex("^Enforces_workspace_isolation$")]
    private static partial Regex Isolates();
}
