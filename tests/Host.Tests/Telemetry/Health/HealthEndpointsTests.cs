using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Host.Telemetry.Health;
using Nexus.Infrastructure.Postgres;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Telemetry.Health;

public sealed class HealthEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public async Task Without_a_database_the_process_lives_and_is_not_ready()
    {
        var dead = new DatabaseConnections(
            null,
            "Host=/nowhere;Username=nexus_app;Password=hunter2;Database=lost",
            null
        );
        await using var node = await RunningNexus.StartAsync(dead);
        using var client = node.Client();

        using var live = await client.GetAsync("/health/live");
        using var ready = await client.GetAsync("/health/ready");
        using var report = await client.GetAsync("/api/health");
        using var call = node.Client(nexus.OperatorKey);
        using var refused = await call.GetAsync("/api/v1/workspace");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, report.StatusCode);
        foreach (
            var text in new[] { await ready.Content.ReadAsStringAsync(), await report.Content.ReadAsStringAsync() }
        )
        {
            foreach (var secret in new[] { "nowhere", "nexus_app", "hunter2", "lost" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        await ProblemAssert.IsAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable", refused);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_database_behind_the_schema_or_with_another_key_is_not_ready()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var node = await RunningNexus.StartAsync(database);
        await (await TestPostgres.GetAsync()).ExecuteAsync(
            "delete from nexus.schema_migration; update nexus.master_key set key_id = '00000000'",
            database.Name
        );

        var checks = await ChecksAsync(node, "/health/ready", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("healthy", checks["database"]);
        Assert.Equal("unhealthy", checks["schema"]);
        Assert.Equal("unhealthy", checks["master_key"]);
        Assert.Equal("healthy", checks["database_role"]);
    }

    [Fact]
    public async Task A_privileged_role_is_not_ready()
    {
        await using var node = await RunningNexus.StartAsync(
            new DatabaseConnections(null, nexus.Database.Administrator, null)
        );

        var checks = await ChecksAsync(node, "/health/ready", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("unhealthy", checks["database_role"]);
    }

    [Fact]
    public async Task A_hole_in_the_wall_is_reported()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        await using var node = await RunningNexus.StartAsync(database);
        await (await TestPostgres.GetAsync()).ExecuteAsync(
            "alter table nexus.import disable row level security",
            database.Name
        );

        var checks = await ChecksAsync(node, "/api/health", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("unhealthy", checks["rls_coverage"]);
    }

    [Fact]
    public async Task A_sound_node_is_ready_and_reports_every_check()
    {
        var ready = await ChecksAsync(nexus.Node, "/health/ready", HttpStatusCode.OK);
        var report = await ChecksAsync(nexus.Node, "/api/health", HttpStatusCode.OK);

        Assert.Equal(["database", "schema", "database_role", "master_key"], ready.Keys);
        Assert.Equal(
            ["database", "schema", "database_role", "master_key", "rls_coverage", "clock", "server_version"],
            report.Keys
        );
        Assert.DoesNotContain("unhealthy", report.Values);
    }

    [Theory]
    [InlineData("18.0", "Healthy")]
    [InlineData("17.6", "Healthy")]
    [InlineData("17.5", "Degraded")]
    [InlineData("16.10", "Healthy")]
    [InlineData("16.9", "Degraded")]
    [InlineData("15.14", "Healthy")]
    [InlineData("14.18", "Degraded")]
    [InlineData("13.22", "Degraded")]
    public void Releases_without_fixes_to_row_level_security_are_told(string version, string status) =>
        Assert.Equal(status, ServerVersions.Judge(Version.Parse(version)).Status.ToString());

    private static async Task<Dictionary<string, string?>> ChecksAsync(
        RunningNexus node,
        string path,
        HttpStatusCode status
    )
    {
        using var client = node.Client();
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(JsonValueKind.String, report.GetProperty("timestamp").ValueKind);
        var checks = report.GetProperty("checks").EnumerateObject().ToList();
        Assert.All(checks, check => Assert.True(check.Value.GetProperty("durationMs").GetDouble() >= 0));
        Assert.All(checks, check => Assert.NotEqual("", check.Value.GetProperty("message").GetString()));
        return checks.ToDictionary(check => check.Name, check => check.Value.GetProperty("status").GetString());
    }
}
