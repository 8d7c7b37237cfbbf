using Nexus.Infrastructure.Postgres;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class RoleCheckTests(OwnServer server) : IClassFixture<OwnServer>
{
    [Fact]
    public Task A_superuser_is_refused() => AssertRefusedAsync("create role someone superuser", "superuser");

    [Fact]
    public Task A_role_that_bypasses_policies_is_refused() =>
        AssertRefusedAsync("create role someone bypassrls", "row-level security");

    [Fact]
    public Task A_role_that_may_create_roles_is_refused() =>
        AssertRefusedAsync("create role someone createrole", "create roles");

    [Fact]
    public Task A_role_that_owns_a_table_is_refused() =>
        AssertRefusedAsync(
            "create role someone; create schema nexus; create table nexus.thing (); alter table nexus.thing owner to someone",
            "owns tables"
        );

    [Fact]
    public Task A_member_of_a_privileged_role_is_refused_by_the_name_of_that_role() =>
        AssertRefusedAsync(
            "create role someone; create role powerful bypassrls; create role between; grant powerful to between; grant between to someone",
            "powerful"
        );

    [Fact]
    public async Task A_role_without_any_of_that_is_accepted()
    {
        await using var pool = await PoolAsync("create role someone");

        await RoleCheck.VerifyAsync(pool, CancellationToken.None);
    }

    private async Task AssertRefusedAsync(string arrange, string reason)
    {
        await using var pool = await PoolAsync(arrange);

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RoleCheck.VerifyAsync(pool, CancellationToken.None)
        );

        Assert.Contains(reason, Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    private async Task<NpgsqlDataSource> PoolAsync(string arrange)
    {
        var administrator = await server.CreateDatabaseAsync();
        await OwnServer.ExecuteAsync(
            administrator,
            """
            do $$
            declare name text;
            begin
                for name in select rolname from pg_roles where rolname in ('someone', 'powerful', 'between') loop
                    execute format('drop role %I', name);
                end loop;
            end $$;
            """
        );
        await OwnServer.ExecuteAsync(administrator, $"{arrange}; alter role someone login password 'secret'");
        return NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(administrator)
            {
                Username = "someone",
                Password = "secret",
                Pooling = false,
            }.ConnectionString
        );
    }
}
