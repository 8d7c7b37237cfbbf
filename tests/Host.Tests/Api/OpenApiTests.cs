using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class OpenApiTests(NexusFixture nexus)
{
    [Fact]
    public async Task The_document_holds_every_route_with_a_name_a_tag_and_its_problems()
    {
        using var client = nexus.Node.Client();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var names = new List<string?>();
        foreach (var operation in Operation.All(document))
        {
            var shape = operation.Shape;
            names.Add(shape.GetProperty("operationId").GetString());
            Assert.NotEmpty(shape.GetProperty("tags").EnumerateArray());
            Assert.True(
                shape
                    .GetProperty("responses")
                    .GetProperty("4XX")
                    .GetProperty("content")
                    .TryGetProperty("application/problem+json", out _)
            );
            Assert.Equal(operation.IsGuarded, shape.TryGetProperty("security", out _));
        }
        Assert.Equal(names.Distinct(), names);

        var mapped = nexus
            .Node.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint =>
                endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal)
            )
            .Where(route => route.StartsWith("/api/", StringComparison.Ordinal))
            .Distinct();
        var described = document.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/'));
        Assert.Empty(mapped.Except(described));
    }

    [Fact]
    public async Task No_operation_under_api_v1_answers_without_a_key()
    {
        using var client = nexus.Node.Client();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var operation in Operation.All(document).Where(operation => operation.IsGuarded))
        {
            using var request = new HttpRequestMessage(
                operation.Method,
                operation.Url("0199a1b2-0000-7000-8000-000000000000")
            );
            using var answer = await client.SendAsync(request);
            await ProblemAssert.IsAsync(System.Net.HttpStatusCode.Unauthorized, "unauthenticated", answer);
        }
    }
}
