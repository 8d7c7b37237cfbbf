using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.People;

internal sealed class MembershipStore(
    WorkspaceTransactions transactions,
    TokenMemory<KnownSession> sessions,
    TimeProvider clock
) : IMemberships
{
    private const string Members = """
        select m.person_id, p.name, p.email, m.role, m.joined_at, m.added_by
        from nexus.membership m join nexus.workspace_people() p on p.person_id = m.person_id
        where m.workspace_id = $1
        """;

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    public async Task<IReadOnlyList<Member>> ListAsync(CancellationToken cancellationToken)
    {
        await using var list = transactions.Current.Command(
            $"{Members} order by lower(p.name), m.person_id",
            Workspace
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var members = new List<Member>();
        while (await row.ReadAsync(cancellationToken))
            members.Add(Read(row));
        return members;
    }

    public async Task<Member?> LockAsync(Guid person, CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(
            "select from nexus.membership where workspace_id = $1 order by person_id for no key update",
            Workspace
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var find = transactions.Current.Command($"{Members} and m.person_id = $2", Workspace, Id(person));
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    public async Task<bool> AnyOtherOwnsAsync(Guid person, CancellationToken cancellationToken)
    {
        await using var ask = transactions.Current.Command(
            "select exists (select from nexus.membership where workspace_id = $1 and person_id <> $2 and role = $3)",
            Workspace,
            Id(person),
            Text(Roles.Text(MemberRole.Owner))
        );
        return await ask.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<bool> TryAddAsync(
        Guid person,
        MemberRole role,
        string addedBy,
        CancellationToken cancellationToken
    )
    {
        await using var add = transactions.Current.Command(
            """
            insert into nexus.membership (workspace_id, person_id, role, added_by, joined_at)
            values ($1, $2, $3, $4, $5) on conflict do nothing
            """,
            Workspace,
            Id(person),
            Text(Roles.Text(role)),
            Text(addedBy),
            Instant(clock.GetUtcNow())
        );
        return await add.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task ChangeRoleAsync(Guid person, MemberRole role, CancellationToken cancellationToken)
    {
        await using var change = transactions.Current.Command(
            "update nexus.membership set role = $3 where workspace_id = $1 and person_id = $2",
            Workspace,
            Id(person),
            Text(Roles.Text(role))
        );
        await change.ExecuteNonQueryAsync(cancellationToken);
        Forget(person);
    }

    public async Task RemoveAsync(Guid person, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            "delete from nexus.membership where workspace_id = $1 and person_id = $2",
            Workspace,
            Id(person)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
        Forget(person);
    }

    private void Forget(Guid person) =>
        transactions.Current.AfterCommit(() => sessions.Forget(known => known.Person.Id == person));

    private static Member Read(NpgsqlDataReader row) =>
        new(
            new Person(row.GetGuid(0), row.GetString(1), row.GetString(2)),
            Roles.Read(row.GetString(3)),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5)
        );
}
