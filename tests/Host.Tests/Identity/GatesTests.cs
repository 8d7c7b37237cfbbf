using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Host.Identity;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Identity;

/// <summary>The gate of an endpoint and the right that its use cases need are stated in two places, and have to be one.</summary>
public sealed class GatesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    private static readonly string[] Ladder = [Right.Read, Right.Write, Right.Admin, Right.Owner];

    /// <summary>Where a page shows more to those who may see more.</summary>
    private static readonly string[] ByRole =
    [
        "GET /connections",
        "GET /connections/catalogue",
        "GET /settings/members",
    ];

    [Fact]
    public void What_changes_something_asks_at_its_gate_for_what_its_use_case_needs()
    {
        var gates = Gates().Where(gate => gate.Method != "GET").ToList();

        Assert.True(gates.Count > 50, $"only {gates.Count} were found");
        Assert.Empty(
            from gate in gates
            where gate.Asked != gate.Needed
            select $"{gate.Name} asks for {gate.Asked}, and sends what needs {gate.Needed}"
        );
    }

    [Fact]
    public void What_is_read_asks_at_its_gate_for_no_less_than_its_use_cases_need() =>
        Assert.Empty(
            from gate in Gates()
            where gate.Method == "GET" && !Right.Covers([gate.Asked], gate.Needed) && !ByRole.Contains(gate.Name)
            select $"{gate.Name} asks for {gate.Asked}, and sends what needs {gate.Needed}"
        );

    [Fact]
    public void A_use_case_is_found_in_a_handler_that_waits_and_in_what_it_calls()
    {
        var found = SentRequests.Of(((Func<Task<object>>)WaitAsync).Method);

        Assert.Equal(
            [typeof(PauseConnection.Command), typeof(ResumeConnection.Command)],
            found.OrderBy(type => type.FullName)
        );
    }

    private static async Task<object> WaitAsync()
    {
        await Task.Yield();
        return new PauseConnection.Command(Guid.Empty).Equals(Called()) ? 1 : 2;
    }

    private static object Called() => new ResumeConnection.Command(Guid.Empty);

    /// <summary>Of endpoints that ask for something, and send use cases on the ladder of roles.</summary>
    private IEnumerable<Gate> Gates() =>
        from endpoint in nexus
            .Node.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        let asked = endpoint.Metadata.OfType<RequiredScope>().Select(required => required.Scope).ToList()
        let handler = endpoint.Metadata.GetMetadata<MethodInfo>()
        where handler is not null && asked.Count > 0 && asked.TrueForAll(scope => Ladder.Contains(scope))
        let needed = SentRequests
            .Of(handler)
            .Select(request => request.GetCustomAttribute<NeedsAttribute>()!.Right)
            // What is a person's own takes no right in the workspace.
            .Select(right => right == Right.Person ? Right.Read : right)
            .Where(right => Ladder.Contains(right))
            .ToList()
        where needed.Count > 0
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method != "HEAD"
        select new Gate(method, $"{method} {endpoint.RoutePattern.RawText}", Highest(asked), Highest(needed));

    private static string Highest(IEnumerable<string> rights) => rights.MaxBy(right => Array.IndexOf(Ladder, right))!;

    private sealed record Gate(string Method, string Name, string Asked, string Needed);
}
