using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Nexus.Application;
using Nexus.Architecture.Tests.Planted;

namespace Nexus.Architecture.Tests;

public sealed partial class NamingTests
{
    [Fact]
    public void No_name_says_nothing() =>
        Assert.Empty(SayingNothing(NexusAssemblies.Written(NexusAssemblies.All).Select(type => type.Name)));

    [Theory]
    [InlineData("SyncManager")]
    [InlineData("StringHelper")]
    [InlineData("DateHelpers")]
    [InlineData("CsvUtil")]
    [InlineData("CsvUtils")]
    [InlineData("AdapterBase")]
    [InlineData("MailerImpl")]
    [InlineData("ImportService")]
    [InlineData("Repository`1Manager")]
    public void A_name_that_says_nothing_is_found(string name) => Assert.Single(SayingNothing([name]));

    [Theory]
    [InlineData("InfrastructureServices")]
    [InlineData("ServiceAccount")]
    [InlineData("DatabaseChecks")]
    public void A_name_that_says_something_is_left_alone(string name) => Assert.Empty(SayingNothing([name]));

    [Fact]
    public void Every_class_is_sealed_or_abstract() => Assert.Empty(Open(NexusAssemblies.Written(NexusAssemblies.All)));

    [Fact]
    public void An_open_class_is_found() =>
        Assert.Contains(
            Open(NexusAssemblies.Written([NexusAssemblies.Tests])),
            name => name?.EndsWith("DoOpenThing+Command", StringComparison.Ordinal) == true
        );

    [Fact]
    public void What_stands_behind_a_port_is_not_for_everyone() =>
        Assert.Empty(PublicImplementations(NexusAssemblies.Written([NexusAssemblies.Infrastructure])));

    [Fact]
    public void A_public_implementation_of_a_port_is_found() =>
        Assert.Single(PublicImplementations([typeof(PublicDirectory)]));

    [Fact]
    public void Interfaces_of_ours_start_with_I_and_nothing_else_does() =>
        Assert.Empty(
            NexusAssemblies
                .Written(NexusAssemblies.All)
                .Where(type => type.IsInterface != InterfaceName().IsMatch(type.Name))
                .Select(type => type.FullName)
        );

    private static IEnumerable<string> SayingNothing(IEnumerable<string> names) =>
        names.Where(name => EmptyEnding().IsMatch(name));

    private static IEnumerable<string?> Open(IEnumerable<Type> types) =>
        types
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            // What the compiler makes of a .razor file cannot be sealed.
            .Where(type => !type.IsAssignableTo(typeof(ComponentBase)) && type.Name != "_Imports")
            .Select(type => type.FullName);

    /// <summary>The types that others see and that implement an interface of the application.</summary>
    private static IEnumerable<string?> PublicImplementations(IEnumerable<Type> types) =>
        types
            .Where(type => type is { IsClass: true, IsVisible: true })
            .Where(type => type.GetInterfaces().Any(port => port.Assembly == typeof(RefusedException).Assembly))
            .Select(type => type.FullName);

    [GeneratedRegex(
        "(Manager|Helper|Helpers|Util|Utils|Utilities|Base|Impl|Service)(`[0-9]+)?$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex EmptyEnding();

    [GeneratedRegex("^I[A-Z][A-Za-z]*(`[0-9]+)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InterfaceName();
}
