using System.Net;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class HeadRequestsTests(NexusFixture nexus)
{
    [Theory]
    [InlineData("/api/v1/no-such-thing", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/kpis/query", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/v1/kpis/no.such_metric/series", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/kpi-data?format=xml", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/kpi-data?format=csv", HttpStatusCode.OK)]
    [InlineData("/api/v1/workspace", HttpStatusCode.OK)]
    [InlineData("/api/v1/runs", HttpStatusCode.OK)]
    [InlineData("/api/health", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    public async Task It_answers_as_get_does_without_a_body(string path, HttpStatusCode status)
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var get = await client.GetAsync(path);

        using var answer = await HeadAsync(client, path);

        Assert.Equal((status, status), (get.StatusCode, answer.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task It_needs_a_key_as_get_does()
    {
        using var client = nexus.Node.Client();

        using var answer = await HeadAsync(client, "/api/v1/workspace");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> HeadAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        return await client.SendAsync(request);
    }
}
