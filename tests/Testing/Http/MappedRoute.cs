using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Nexus.Host.Pages;

namespace Nexus.Testing.Http;

/// <summary>One address of Nexus with one method.</summary>
public sealed partial record MappedRoute(string Method, string Pattern, bool IsPage, bool IsOpen)
{
    /// <summary>All that are mapped, but for the files that pages load.</summary>
    public static IReadOnlyList<MappedRoute> All(IEnumerable<EndpointDataSource> sources) =>
        [
            .. from endpoint in sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            where !pattern.StartsWith("/lib/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            where method != "HEAD"
            select new MappedRoute(
                method,
                pattern,
                endpoint.Metadata.GetMetadata<PageEndpoint>() is not null,
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                    || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
                        && !endpoint.Metadata.Any(entry => entry is IAuthorizationRequirementData)
            ),
        ];

    /// <summary>An address that the route answers to, about nothing that there is.</summary>
    public string Url =>
        Parameter()
            .Replace(
                Pattern,
                match =>
                    match.Value.Contains(":guid", StringComparison.Ordinal) ? "01960000-0000-7000-8000-000000000000"
                    : match.Value.Contains(':', StringComparison.Ordinal) ? "1"
                    : "nothing"
            );

    public override string ToString() => $"{Method} {Pattern}";

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();
}
