using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

public sealed class AuditEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Theory]
    [InlineData("from=01/02/2026", "from")]
    [InlineData("to=2026/02/01", "to")]
    [InlineData("to=1 Feb 2026", "to")]
    [InlineData("from=2026-02-30", "from")]
    public async Task A_time_that_is_not_written_as_iso_8601_is_refused(string query, string field)
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);

        using var answer = await client.GetAsync($"/api/v1/audit?{query}");

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("from=2020-01-01&to=2199-12-31", true)]
    [InlineData("from=2020-01-01T00:00:00Z&to=2199-12-31T23:59:59.5%2B02:00", true)]
    [InlineData("to=2020-01-01", false)]
    [InlineData("from=2199-12-31T00:00Z", false)]
    public async Task Days_and_instants_bound_it(string query, bool some)
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/audit?{query}");

        Assert.Equal(some, answer.GetProperty("items").GetArrayLength() > 0);
    }
}
