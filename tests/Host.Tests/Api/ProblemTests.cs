using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http;
using Nexus.Application;
using Nexus.Application.Imports;
using Nexus.Host.Api.Problems;
using Nexus.Testing.Http;
using Npgsql;

namespace Nexus.Host.Tests.Api;

public sealed class ProblemTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Theory]
    [InlineData("POST", "/api/v1/workspaces", "{\"name\":", "application/json", 400, "malformed_request")]
    [InlineData("POST", "/api/v1/workspaces", "{\"name\":{}}", "application/json", 400, "malformed_request")]
    [InlineData("POST", "/api/v1/workspaces", "", "application/json", 400, "malformed_request")]
    [InlineData("POST", "/api/v1/workspaces", "null", "application/json", 400, "malformed_request")]
    [InlineData("POST", "/api/v1/workspaces", "[]", "application/json", 400, "malformed_request")]
    [InlineData("POST", "/api/v1/workspaces", "<a/>", "application/xml", 415, "unsupported_media_type")]
    [InlineData("POST", "/api/v1/imports", "{}", "application/json", 415, "unsupported_media_type")]
    [InlineData("POST", "/api/v1/imports", "x", "multipart/form-data", 400, "malformed_request")]
    [InlineData("PUT", "/api/v1/workspace", "{}", "application/json", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/nothing", null, null, 404, "not_found")]
    [InlineData("GET", "/api/v2/workspace", null, null, 404, "not_found")]
    [InlineData("GET", "/api/v1/connections/1", null, null, 404, "not_found")]
    [InlineData("GET", "/api/v1/connections/%01", null, null, 404, "not_found")]
    [InlineData("GET", "/api/v1/api-keys?limit=ten", null, null, 400, "malformed_request")]
    [InlineData("GET", "/api/v1/api-keys?limit=0", null, null, 400, "validation_failed")]
    [InlineData("GET", "/api/v1/api-keys?limit=99999999999", null, null, 400, "malformed_request")]
    [InlineData("GET", "/api/v1/api-keys?cursor=x", null, null, 400, "malformed_request")]
    [InlineData("GET", "/openapi/v9.json", null, null, 404, "not_found")]
    public async Task Bad_requests_are_problems(
        string method,
        string path,
        string? body,
        string? type,
        int status,
        string code
    )
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await client.SendAsync(request);

        await ProblemAssert.IsAsync((HttpStatusCode)status, code, answer);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.Contains("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused_outside_of_uploads()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var body = new StringContent(
            $$"""{"name":"{{new string('a', 2 << 20)}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workspaces") { Content = body };
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request);

        await ProblemAssert.IsAsync(HttpStatusCode.RequestEntityTooLarge, "request_too_large", answer);
    }

    [Fact]
    public async Task An_upload_over_a_megabyte_is_taken()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var csv = new StringBuilder("date,finance.revenue\n");
        for (var i = 0; i < 100_000; i++)
            csv.Append("2026-01-01,100.25\n");
        using var form = new MultipartFormDataContent { { new StringContent(csv.ToString()), "file", "large.csv" } };

        using var answer = await client.PostAsync("/api/v1/imports", form);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exceptions_are_told_without_what_they_know(Exception exception, int status, string code)
    {
        var problem = ExceptionProblems.Of(exception);

        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.DoesNotContain("hunter2", problem.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, int, string> Exceptions =>
        new()
        {
            { new InvalidOperationException("hunter2"), 500, "internal_error" },
            { Postgres("42501"), 500, "internal_error" },
            { Postgres("23505"), 409, "conflict" },
            { Postgres("40001"), 409, "conflict" },
            { Postgres("57P01"), 503, "database_unavailable" },
            { Postgres("53300"), 503, "database_unavailable" },
            { new InvalidOperationException("hunter2", Postgres("23503")), 409, "conflict" },
            { new NpgsqlException("hunter2"), 503, "database_unavailable" },
            { new SocketException(), 503, "database_unavailable" },
            { new TimeoutException("hunter2"), 503, "database_unavailable" },
            { new OperationCanceledException("hunter2"), 503, "shutting_down" },
            { new BadHttpRequestException("hunter2"), 400, "malformed_request" },
            { new BadHttpRequestException("hunter2", 413), 413, "request_too_large" },
            { new BadHttpRequestException("hunter2", 408), 408, "request_timeout" },
            { new RefusedException(RefusalKind.NotFound, "x", "y"), 404, "x" },
            { new RefusedException(RefusalKind.Conflict, "x", "y"), 409, "x" },
            { new RefusedException(RefusalKind.Unprocessable, "x", "y"), 422, "x" },
            { new RefusedException(RefusalKind.Forbidden, "x", "y"), 403, "x" },
            { new RefusedException(RefusalKind.TooLarge, "x", "y"), 413, "x" },
            { new CsvFileException("unclosed_quote", "y", 3), 422, "unclosed_quote" },
            { new CsvMappingException([new("values[0].column", "unknown_column", "y")]), 422, "mapping_invalid" },
        };

    [Fact]
    public void Fields_are_named_as_the_caller_wrote_them()
    {
        var problem = ExceptionProblems.Of(
            new ValidationException([new ValidationFailure("Mapping.Values[0].ColumnName", "is missing")])
        );

        var errors = Assert.IsType<Dictionary<string, string[]>>(problem.Details["errors"]);
        Assert.Equal("mapping.values[0].columnName", errors.Single().Key);
    }

    private static PostgresException Postgres(string state) => new("hunter2", "ERROR", "ERROR", state);
}
