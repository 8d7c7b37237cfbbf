using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nexus.ProviderSimulator.Http;

/// <summary>A request, read to its end.</summary>
/// <param name="Path">From the root, with its leading slash.</param>
/// <param name="Headers">By name in any case; several values of one name are joined by commas.</param>
public sealed record SimulatedRequest(
    string Method,
    string Path,
    Parameters Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body
)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    internal static async Task<SimulatedRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return new(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            Parameters.Parse(context.Request.QueryString.Value),
            context.Request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            ),
            await reader.ReadToEndAsync(context.RequestAborted)
        );
    }
}
