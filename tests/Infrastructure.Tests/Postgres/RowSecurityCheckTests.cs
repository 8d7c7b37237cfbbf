using Nexus.Infrastructure.Postgres;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class RowSecurityCheckTests
{
    [Theory]
    [InlineData("create table nexus.planted (workspace_id int)", "nexus.planted")]
    [InlineData("alter table nexus.kpi_point no force row level security", "nexus.kpi_point: it is not forced")]
    [InlineData("alter table nexus.kpi_point disable row level security", "nexus.kpi_point: row-level security is off")]
    [InlineData(
        "drop policy workspace_wall on nexus.api_key; drop policy workspace_guard on nexus.api_key; drop policy directory_lookup on nexus.api_key",
        "nexus.api_key: there is no policy"
    )]
    public async Task A_hole_in_the_wall_is_found(string plant, string found)
    {
        var postgres = await TestPostgres.GetAsync();
        await using var database = await postgres.CreateDatabaseAsync();
        await postgres.ExecuteAsync(plant, database.Name);

        var coverage = await RowSecurityCheck.ReadAsync(database.App, CancellationToken.None);

        Assert.StartsWith(found, Assert.Single(coverage.Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_has_none()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

        var coverage = await RowSecurityCheck.ReadAsync(database.App, CancellationToken.None);

        Assert.Empty(coverage.Gaps);
        Assert.True(coverage.Tables > 0);
    }
}
