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
    /// <summary>The query as it came over the wire, with its question mark; some providers mind how it is encoded.</summary>
    public string RawQuery { get; init; } = "";

    /// <summary>Scheme, host and port that were called, as in <c>http://127.0.0.1:41235</c>.</summary>
    public string Origin { get; init; } = "";

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
        )
        {
            RawQuery = context.Request.QueryString.Value ?? "",
            Origin = $"{context.Request.Scheme}://{context.Request.Host}",
        };
    }
}
