using System.Net;
using System.Text.Json;
using Xunit;

namespace Nexus.Testing.Http;

/// <summary>Holds answers to the shape that every error has.</summary>
public static class ProblemAssert
{
    private static readonly string[] Betrayals =
    [
        "   at ",
        "Exception",
        "Npgsql",
        "nexus_app",
        "Password=",
        ".cs:line",
    ];

    /// <summary>Asserts a problem of the given status and code that gives nothing away.</summary>
    public static async Task<JsonElement> IsAsync(HttpStatusCode status, string code, HttpResponseMessage answer)
    {
        var problem = await IsAsync(answer);
        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        return problem;
    }

    /// <summary>Asserts any problem.</summary>
    public static async Task<JsonElement> IsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.Content.Headers.ContentType?.MediaType == "application/problem+json",
            $"{(int)answer.StatusCode} {answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {text}"
        );
        foreach (var betrayal in Betrayals)
            Assert.DoesNotContain(betrayal, text, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        var code = problem.GetProperty("code").GetString();
        Assert.Matches("^[a-z][a-z0-9_]*$", code);
        Assert.Equal($"urn:nexus:problem:{code}", problem.GetProperty("type").GetString());
        foreach (var member in new[] { "title", "detail", "traceId" })
            Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty(member).GetString()));
        return problem;
    }
}
