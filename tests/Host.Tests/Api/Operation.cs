using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nexus.Host.Tests.Api;

/// <summary>One operation of the OpenAPI document.</summary>
internal sealed partial record Operation(HttpMethod Method, string Path, JsonElement Shape)
{
    /// <summary>Whether it belongs to a workspace, and hence takes a key.</summary>
    public bool IsGuarded =>
        Path.StartsWith("/api/v1/", StringComparison.Ordinal) || Path.EndsWith("/authorize", StringComparison.Ordinal);

    public bool HasBody => Shape.TryGetProperty("requestBody", out _);

    public bool TakesJson =>
        Shape.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out _);

    /// <summary>Name and schema of each query parameter.</summary>
    public IEnumerable<(string Name, JsonElement Schema)> Query =>
        Shape.TryGetProperty("parameters", out var parameters)
            ? parameters
                .EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => (parameter.GetProperty("name").GetString()!, parameter.GetProperty("schema")))
            : [];

    public bool HasPathParameter => Path.Contains('{', StringComparison.Ordinal);

    public static IEnumerable<Operation> All(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name is "get" or "put" or "post" or "patch" or "delete"
        select new Operation(new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, operation.Value);

    /// <summary>The path with every parameter replaced.</summary>
    public string Url(string parameter) => Parameter().Replace(Path, parameter);

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();
}
