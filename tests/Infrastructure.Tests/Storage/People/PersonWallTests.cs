using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.People;

/// <summary>As the role that serves: what of people can be seen, and from where.</summary>
public sealed class PersonWallTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task With_nobody_set_no_account_and_no_session_is_visible()
    {
        await AddAsync();

        Assert.Equal(0, await CountAsync("select count(*) from nexus.person"));
        Assert.Equal(0, await CountAsync("select count(*) from nexus.person_session"));
        Assert.Equal(0, await CountAsync("select count(*) from nexus.joined_workspaces()"));
        Assert.Equal(0, await CountAsync("select count(*) from nexus.workspace_people()"));
    }

    [Fact]
    public async Task With_one_set_only_theirs_are()
    {
        var (one, _) = (await AddAsync(), await AddAsync());
        var set = $"select set_config('nexus.person_id', '{one}', true)";

        Assert.Equal(1, await CountAsync("select count(*) from nexus.person", set));
        Assert.Equal(0, await CountAsync($"select count(*) from nexus.person where person_id <> '{one}'", set));
    }

    [Fact]
    public async Task Nobody_s_row_is_written_by_somebody_else()
    {
        var (one, other) = (await AddAsync(), await AddAsync());

        await using var connection = await postgres.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var write = new NpgsqlCommand(
            $"select set_config('nexus.person_id', '{one}', true); update nexus.person set name = 'Taken' where person_id = '{other}'",
            connection,
            transaction
        );
        Assert.Equal(0, Math.Max(0, await write.ExecuteNonQueryAsync()));
        await using var move = new NpgsqlCommand(
            $"update nexus.person set person_id = gen_random_uuid() where person_id = '{one}'",
            connection,
            transaction
        );
        var refused = await Assert.ThrowsAsync<PostgresException>(() => move.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_workspace_sees_its_own_members_names_and_no_others()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var (here, there) = (await nexus.CreateWorkspaceAsync(), await nexus.CreateWorkspaceAsync());
        var (one, other) = (await AddAsync(), await AddAsync());
        await JoinAsync(nexus, here, one);
        await JoinAsync(nexus, there, other);

        var members = await nexus.InTransactionAsync(
            here,
            services => services.GetRequiredService<IMemberships>().ListAsync(CancellationToken.None)
        );
        var joined = await InPersonAsync(nexus, other);

        Assert.Equal([one], members.Select(member => member.Person.Id));
        Assert.Equal([there], joined.Select(workspace => workspace.Id));
    }

    private static Task<bool> JoinAsync(NexusServices nexus, WorkspaceId workspace, Guid person) =>
        nexus.InTransactionAsync(
            workspace,
            services =>
                services
                    .GetRequiredService<IMemberships>()
                    .TryAddAsync(person, MemberRole.Viewer, "test", CancellationToken.None)
        );

    private static async Task<IReadOnlyList<JoinedWorkspace>> InPersonAsync(NexusServices nexus, Guid person)
    {
        await using var scope = nexus.Enter(await nexus.CreateWorkspaceAsync());
        return await scope
            .ServiceProvider.GetRequiredService<IMembershipDirectory>()
            .ListAsync(person, CancellationToken.None);
    }

    private async Task<Guid> AddAsync()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        await using var scope = nexus.Enter(await nexus.CreateWorkspaceAsync());
        var id = Guid.CreateVersion7();
        var added = await scope
            .ServiceProvider.GetRequiredService<IPeople>()
            .TryAddAsync(
                new PersonAccount(new Person(id, "Anna", $"{id}@example.com"), $"{id}", "hash", "stamp"),
                CancellationToken.None
            );
        Assert.True(added);
        return id;
    }

    private async Task<long> CountAsync(string sql, string? before = null)
    {
        await using var connection = await postgres.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (before is not null)
        {
            await using var set = new NpgsqlCommand(before, connection, transaction);
            await set.ExecuteNonQueryAsync();
        }
        await using var count = new NpgsqlCommand(sql, connection, transaction);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
