namespace Nexus.Host.Api;

/// <summary>Which addresses speak JSON to programs; the others are pages for people.</summary>
internal static class ApiPaths
{
    private static readonly PathString[] Roots = ["/api", "/openapi", "/health", "/metrics", "/webhooks", "/oauth"];

    /// <summary>Whether errors at the path are told as problems.</summary>
    public static bool Contain(PathString path) =>
        Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether calls to the path count towards a rate limit. Probes of orchestrators do not.</summary>
    public static bool AreLimited(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether people's consents begin and end there; each asks a provider, and calls count as those of the API do.</summary>
    public static bool AreConsents(PathString path) =>
        path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether providers deliver there.</summary>
    public static bool AreDeliveries(PathString path) =>
        path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether strangers read there by a link, whose token stands in the path and is to be guessed by nobody.</summary>
    public static bool AreShared(PathString path) =>
        path.StartsWithSegments("/share", StringComparison.OrdinalIgnoreCase);
}
