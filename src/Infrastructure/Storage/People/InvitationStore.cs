using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.People;

internal sealed class InvitationStore(WorkspaceTransactions transactions, TimeProvider clock) : IInvitations
{
    private const string Columns = "invitation_id, role, note, created_by, created_at, expires_at";

    /// <summary>$1 workspace, $2 now.</summary>
    private const string Open = "workspace_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2";

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    private NpgsqlParameter Now => Instant(clock.GetUtcNow());

    public async Task AddAsync(Invitation invitation, byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var add = transactions.Current.Command(
            $"insert into nexus.invitation (workspace_id, token_hash, {Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            Workspace,
            Bytes(tokenHash),
            Id(invitation.Id),
            Text(Roles.Text(invitation.Role)),
            Text(invitation.Note),
            Text(invitation.CreatedBy),
            Instant(invitation.CreatedAt),
            Instant(invitation.ExpiresAt)
        );
        await add.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Invitation>> ListOpenAsync(CancellationToken cancellationToken)
    {
        await using var list = transactions.Current.Command(
            $"select {Columns} from nexus.invitation where {Open} order by invitation_id desc",
            Workspace,
            Now
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var invitations = new List<Invitation>();
        while (await row.ReadAsync(cancellationToken))
            invitations.Add(Read(row));
        return invitations;
    }

    public Task<Invitation?> FindOpenAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        OneAsync(
            $"select {Columns} from nexus.invitation where {Open} and token_hash = $3",
            Bytes(tokenHash),
            cancellationToken
        );

    public Task<Invitation?> LockOpenAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        OneAsync(
            $"select {Columns} from nexus.invitation where {Open} and token_hash = $3 for no key update",
            Bytes(tokenHash),
            cancellationToken
        );

    public async Task AcceptAsync(Guid id, Guid person, CancellationToken cancellationToken)
    {
        await using var accept = transactions.Current.Command(
            """
            update nexus.invitation set accepted_at = $3, accepted_by = $4
            where workspace_id = $1 and invitation_id = $2
            """,
            Workspace,
            Id(id),
            Now,
            Id(person)
        );
        await accept.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<Invitation?> RevokeAsync(Guid id, CancellationToken cancellationToken) =>
        OneAsync(
            $"update nexus.invitation set revoked_at = $2 where {Open} and invitation_id = $3 returning {Columns}",
            Id(id),
            cancellationToken
        );

    public async Task RevokeLinksOfConsoleAsync(CancellationToken cancellationToken)
    {
        await using var revoke = transactions.Current.Command(
            $"update nexus.invitation set revoked_at = $2 where {Open} and created_by = $3",
            Workspace,
            Now,
            Text(Invitation.Console)
        );
        await revoke.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Invitation?> OneAsync(string sql, NpgsqlParameter sought, CancellationToken cancellationToken)
    {
        await using var command = transactions.Current.Command(sql, Workspace, Now, sought);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    private static Invitation Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            Roles.Read(row.GetString(1)),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset>(5)
        );
}

internal sealed class InvitationDirectory(NpgsqlDataSource source) : IInvitationDirectory
{
    public async Task<Domain.Workspaces.WorkspaceId?> FindWorkspaceAsync(
        byte[] tokenHash,
        CancellationToken cancellationToken
    )
    {
        await using var find = source.CreateCommand("select nexus.find_invitation($1)");
        find.Parameters.Add(Bytes(tokenHash));
        return await find.ExecuteScalarAsync(cancellationToken) is int id ? new(id) : null;
    }
}
