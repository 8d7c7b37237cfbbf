using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Reads what a provider says beside the body of an answer.</summary>
internal static class ProviderHeaders
{
    /// <summary>The first value; null where the header is missing.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>A number without sign or fraction; null where there is none.</summary>
    public static long? WholeHeader(this HttpResponseMessage response, string name) =>
        long.TryParse(response.Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
