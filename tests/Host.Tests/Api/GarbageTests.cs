using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

/// <summary>Sends nonsense to every operation that the OpenAPI document names, whoever wrote it.</summary>
public sealed class GarbageTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    private const string Nobody = "0199a1b2-0000-7000-8000-000000000000";

    /// <summary>JSON that no operation can mean.</summary>
    private static readonly string[] Bodies =
    [
        "",
        "{",
        "null",
        "[]",
        "42",
        "\"text\"",
        "{\"\\u0000\":",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    private static readonly string[] PathValues =
    [
        "x",
        Nobody,
        "%01",
        "..%2f..%2fetc%2fpasswd",
        "'%3B%20drop%20table%20nexus.workspace%3B--",
        new('9', 400),
    ];

    private static readonly string[] QueryValues = ["%00", "'--", "x x", "-1", "99999999999999999999", "%F0%9F%92%A9"];

    [Fact]
    public async Task Bodies_that_are_no_json_of_ours_are_refused_and_leave_nothing()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var before = await StoredAsync();
        foreach (var operation in await OperationsAsync(client))
        {
            if (!operation.TakesJson)
                continue;
            foreach (var body in Bodies)
                await RefusedAsync(client, operation, operation.Url(Nobody), Json(body));
        }
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task Bodies_of_another_media_type_are_refused_and_leave_nothing()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var before = await StoredAsync();
        foreach (var operation in (await OperationsAsync(client)).Where(operation => operation.HasBody))
        {
            foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "a/b" })
            {
                var content = new ByteArrayContent("a=b"u8.ToArray());
                content.Headers.ContentType = new MediaTypeHeaderValue(type);
                await RefusedAsync(client, operation, operation.Url(Nobody), content);
            }
        }
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task Values_of_the_wrong_type_are_refused_and_leave_nothing()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var before = await StoredAsync();
        foreach (
            var operation in Operation
                .All(document)
                .Where(operation => operation is { TakesJson: true, IsGuarded: true })
        )
        {
            foreach (var member in Members(document, operation))
            {
                foreach (var value in new[] { "{\"a\":[]}", "[[{}]]", "true", "1e400", "\"\\u0000\"" })
                    await FarFromAFaultAsync(
                        client,
                        operation,
                        operation.Url(Nobody),
                        Json($"{{\"{member}\":{value}}}")
                    );
            }
        }
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task Paths_that_lead_nowhere_are_refused_and_leave_nothing()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var before = await StoredAsync();
        foreach (var operation in (await OperationsAsync(client)).Where(operation => operation.HasPathParameter))
        {
            foreach (var value in PathValues)
                await RefusedAsync(client, operation, operation.Url(value), operation.TakesJson ? Json("{}") : null);
        }
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task Queries_of_nonsense_are_no_fault()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var before = await StoredAsync();
        foreach (var operation in await OperationsAsync(client))
        {
            foreach (var (name, _) in operation.Query)
            {
                foreach (var value in QueryValues)
                    await FarFromAFaultAsync(client, operation, $"{operation.Url(Nobody)}?{name}={value}", null);
            }
        }
        Assert.Equal(before, await StoredAsync());
    }

    private static async Task RefusedAsync(HttpClient client, Operation operation, string url, HttpContent? content)
    {
        using var answer = await SendAsync(client, operation, url, content);
        var status = (int)answer.StatusCode;
        Assert.True(status is >= 400 and < 500, $"{operation} at {url} answered {status}");
        await ProblemAssert.IsAsync(answer);
    }

    /// <summary>Where nonsense may happen to be harmless, too: answered or refused, but no fault of ours.</summary>
    private static async Task FarFromAFaultAsync(
        HttpClient client,
        Operation operation,
        string url,
        HttpContent? content
    )
    {
        using var answer = await SendAsync(client, operation, url, content);
        var status = (int)answer.StatusCode;
        Assert.True(status < 500, $"{operation} at {url} answered {status}");
        if (status >= 400)
            await ProblemAssert.IsAsync(answer);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        Operation operation,
        string url,
        HttpContent? content
    )
    {
        using var request = new HttpRequestMessage(operation.Method, url) { Content = content };
        return await client.SendAsync(request);
    }

    private static async Task<List<Operation>> OperationsAsync(HttpClient client) =>
        [
            .. Operation
                .All(await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json"))
                .Where(operation => operation.IsGuarded),
        ];

    private static IEnumerable<string> Members(JsonElement document, Operation operation)
    {
        var schema = operation
            .Shape.GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        }
        return schema.TryGetProperty("properties", out var members)
            ? members.EnumerateObject().Select(member => member.Name)
            : [];
    }

    private static ByteArrayContent Json(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>How many rows each table holds, the use of keys aside.</summary>
    private async Task<string> StoredAsync()
    {
        await using var administrator = Npgsql.NpgsqlDataSource.Create(nexus.Database.Administrator);
        await using var count = administrator.CreateCommand(
            """
            select string_agg(relname || '=' || (xpath('/row/c/text()', query_to_xml(
                       format('select count(*) as c from nexus.%I', relname), false, true, '')))[1]::text, ' ' order by relname)
            from pg_class where relnamespace = 'nexus'::regnamespace and relkind = 'r'
            """
        );
        return (string)(await count.ExecuteScalarAsync())!;
    }
}
