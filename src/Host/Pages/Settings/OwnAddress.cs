namespace Nexus.Host.Pages.Settings;

/// <summary>The address by which people reach this Nexus, for links that are passed on.</summary>
internal static class OwnAddress
{
    /// <returns>Without a slash at its end: what the operator says in <c>PublicUrl</c>, else what the browser asked for.</returns>
    public static string Of(HttpRequest request, IConfiguration configuration) =>
        (configuration["PublicUrl"] ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');
}
