using System.Diagnostics;
using System.Text.Json;

namespace Nexus.Host.Api.Problems;

/// <summary>An error as RFC 9457 wants it told. docs/problems.md lists the codes.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable; what programs decide by.</param>
/// <param name="Title">The same for every occurrence of the code.</param>
/// <param name="Detail">What happened this time and what the caller can do.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    public const string ContentType = "application/problem+json";

    private static readonly string[] Own = ["type", "title", "status", "detail", "code", "traceId"];

    /// <summary>Facts for programs, beside the members that every problem has.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    /// <summary>When it may help to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Sends it, unless an answer is on its way already.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
            return;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = null;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString("0", null);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await JsonSerializer.SerializeAsync(
            response.Body,
            Body(context),
            JsonSerializerOptions.Web,
            context.RequestAborted
        );
    }

    private Dictionary<string, object?> Body(HttpContext context)
    {
        var body = new Dictionary<string, object?>
        {
            ["type"] = $"urn:nexus:problem:{Code}",
            ["title"] = Title,
            ["status"] = Status,
            ["detail"] = Detail,
            ["code"] = Code,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        };
        foreach (var (name, value) in Details)
        {
            if (!Own.Contains(name, StringComparer.Ordinal))
                body[name] = value;
        }
        return body;
    }
}
