using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class PostgresFixtureTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task The_application_pool_is_the_unprivileged_role_on_a_migrated_database()
    {
        await using var ask = postgres.App.CreateCommand(
            "select current_user::text, (select count(*)::int from nexus.schema_migration)"
        );
        await using var row = await ask.ExecuteReaderAsync();

        Assert.True(await row.ReadAsync());
        Assert.Equal("nexus_app", row.GetString(0));
        Assert.True(row.GetInt32(1) > 0);
    }

    [Fact]
    public async Task Databases_do_not_see_each_other()
    {
        await using var other = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

        Assert.NotEqual(postgres.Database.Name, other.Name);
        await using var find = other.App.CreateCommand("select current_database()::text");
        Assert.Equal(other.Name, await find.ExecuteScalarAsync());
    }
}
