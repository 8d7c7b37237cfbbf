using Nexus.Application.Features.ApiKeys;

namespace Nexus.Host.Identity;

/// <summary>How endpoints say which scope they need.</summary>
internal static class ScopeConventions
{
    /// <summary>Needs the named scope, whatever the method.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredScope(scope));

    /// <summary>Endpoints that name no scope need read to be read and write for everything else: none stays open by mistake.</summary>
    public static TBuilder RequireScopeByMethod<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<RequiredScope>().Any())
                return;
            var methods = endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
            var reads =
                methods.Count > 0 && methods.All(method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
            endpoint.Metadata.Add(new RequiredScope(reads ? ApiScopes.Read : ApiScopes.Write));
        });
        return endpoints;
    }
}
