using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>No page is left out of what every page is held to.</summary>
public sealed class CoverageTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    /// <summary>What is at the address of a page and is none.</summary>
    private static readonly string[] NoPages =
    [
        "/audit/export", // files
        "/dashboards/{id:guid}/export.csv",
        "/kpis/{key}/export.csv",
        "/uploads/{id:guid}/rejects",
        "/connections/{id:guid}/test/checks", // streams
        "/connections/new/{provider}/test/checks",
        "/live",
        "/connections/{id:guid}/consent", // ways on
        "/connections/new",
        "/connections/new/{provider}/consent",
        "/goals/new",
    ];

    private IReadOnlyList<string> Patterns =>
        [
            .. MappedRoute
                .All(nexus.Node.Services.GetServices<EndpointDataSource>())
                .Where(route => route is { IsPage: true, Method: "GET" })
                .Select(route => route.Pattern)
                .Distinct(),
        ];

    [Fact]
    public void Every_page_is_held_to_what_every_page_is_held_to() => Assert.Empty(Missing(Patterns));

    [Fact]
    public void A_planted_offender_is_named() =>
        Assert.Equal(
            ["/runs/{id:guid}/planted", "/planted"],
            Missing([.. Patterns, "/runs/{id:guid}/planted", "/planted"])
        );

    [Fact]
    public void What_is_no_page_is_mapped_all_the_same() => Assert.Empty(NoPages.Except(Patterns));

    [Fact]
    public void Every_address_that_is_held_leads_to_a_page() =>
        Assert.All(HeldPages.Addresses, address => Assert.Contains(Patterns, pattern => Leads(address, pattern)));

    [Fact]
    public void Every_test_gives_up_on_a_browser_that_stands_still() =>
        Assert.DoesNotContain(
            typeof(CoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()),
            method =>
                method.ReturnType == typeof(Task)
                && method.GetCustomAttribute<FactAttribute>() is { } test
                && test.Timeout != Patience.Test
        );

    private static IEnumerable<string> Missing(IReadOnlyList<string> patterns) =>
        patterns.Except(NoPages).Where(pattern => !HeldPages.Addresses.Any(address => Leads(address, pattern)));

    /// <summary>Whether the address is one of the pattern: a place of an id is taken by what a test puts there alone.</summary>
    private static bool Leads(string address, string pattern)
    {
        var given = address.Split('?')[0].Split('/');
        var wanted = pattern.Split('/');
        return given.Length == wanted.Length
            && given
                .Zip(wanted)
                .All(pair =>
                    pair.Second.StartsWith('{')
                        ? pair.First.StartsWith('{') || !pair.Second.Contains(':', StringComparison.Ordinal)
                        : pair.First == pair.Second
                );
    }
}
