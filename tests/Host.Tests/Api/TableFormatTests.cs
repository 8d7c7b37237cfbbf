using System.Net;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class TableFormatTests(NexusFixture nexus)
{
    [Theory]
    [InlineData("kpi-data?format=xml")]
    [InlineData("kpis/ads.spend/series?format=xlsx")]
    [InlineData("kpi-data?format=")]
    public async Task A_format_that_there_is_none_of_is_refused(string path)
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var answer = await client.GetAsync($"/api/v1/{path}");

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.True(problem.GetProperty("errors").TryGetProperty("format", out _));
    }
}
