using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Secrets;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>Grants with their tokens encrypted, in the transaction that is open.</summary>
internal sealed class GrantStore(WorkspaceTransactions transactions, DataKeys keys, TimeProvider clock) : IGrants
{
    /// <summary>$1 the workspace. One statement: a rotation may move a grant to another key between two.</summary>
    private const string Select = """
        select g.grant_id, g.public_id, g.provider, g.client_id, g.subject, g.scopes, g.version, g.ended_at is not null,
               g.access_ends, g.refresh_ends, g.sealed, k.key_no, k.master_key_id, k.wrapped
        from nexus.oauth_grant g
        join nexus.workspace_key k on k.workspace_id = $1 and k.key_no = g.key_no
        where g.workspace_id = $1

        """;

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    public async Task<Grant> AddAsync(
        string provider,
        string clientId,
        string? subject,
        IReadOnlyList<string> scopes,
        GrantTokens tokens,
        CancellationToken cancellationToken
    )
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var add = transactions.Current.Command(
            """
            insert into nexus.oauth_grant (workspace_id, public_id, provider, client_id, subject, scopes, key_no, sealed,
                                           access_ends, refresh_ends, created_at, renewed_at, version)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1) returning grant_id
            """,
            Workspace,
            Id(id),
            Text(provider),
            Text(clientId),
            TextOrNull(subject),
            Texts(scopes),
            Number(key.Number),
            Bytes(Seal(key, id, tokens)),
            InstantOrNull(tokens.AccessEnds),
            InstantOrNull(tokens.RefreshEnds),
            Instant(now)
        );
        var number = (int)(await add.ExecuteScalarAsync(cancellationToken))!;
        return new(number, id, provider, clientId, subject, scopes, tokens, Version: 1, IsEnded: false);
    }

    public Task<Grant?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        ReadOneAsync(Select + "and g.public_id = $2", Id(id), cancellationToken);

    public Task<Grant?> FindAsync(int number, CancellationToken cancellationToken) =>
        ReadOneAsync(Select + "and g.grant_id = $2", Number(number), cancellationToken);

    public Task<Grant?> FindOfConnectionAsync(int connection, CancellationToken cancellationToken) =>
        ReadOneAsync(
            Select
                + """
                and g.grant_id = (select c.grant_id from nexus.connection c
                                  where c.workspace_id = $1 and c.connection_id = $2)
                """,
            Number(connection),
            cancellationToken
        );

    public Task<bool> TryHoldAsync(Grant was, Guid renewer, TimeSpan time, CancellationToken cancellationToken) =>
        ChangeAsync(
            """
            update nexus.oauth_grant set renewer = $4, renewing_until = $6
            where workspace_id = $1 and grant_id = $2 and version = $3 and ended_at is null
              and (renewing_until is null or renewing_until <= $5)
            """,
            was,
            cancellationToken,
            Id(renewer),
            Instant(clock.GetUtcNow()),
            Instant(clock.GetUtcNow() + time)
        );

    public Task ReleaseAsync(Grant was, Guid renewer, CancellationToken cancellationToken) =>
        ChangeAsync(
            """
            update nexus.oauth_grant set renewer = null, renewing_until = null
            where workspace_id = $1 and grant_id = $2 and version = $3 and renewer = $4
            """,
            was,
            cancellationToken,
            Id(renewer)
        );

    public async Task<bool> KeepAsync(Grant was, GrantTokens tokens, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        return await ChangeAsync(
            """
            update nexus.oauth_grant
            set key_no = $4, sealed = $5, access_ends = $6, refresh_ends = $7, renewed_at = $8, version = version + 1,
                ended_at = null, renewer = null, renewing_until = null
            where workspace_id = $1 and grant_id = $2 and version = $3
            """,
            was,
            cancellationToken,
            Number(key.Number),
            Bytes(Seal(key, was.Id, tokens)),
            InstantOrNull(tokens.AccessEnds),
            InstantOrNull(tokens.RefreshEnds),
            Instant(clock.GetUtcNow())
        );
    }

    public Task EndAsync(Grant was, CancellationToken cancellationToken) =>
        ChangeAsync(
            """
            update nexus.oauth_grant set ended_at = $4, renewer = null, renewing_until = null
            where workspace_id = $1 and grant_id = $2 and version = $3
            """,
            was,
            cancellationToken,
            Instant(clock.GetUtcNow())
        );

    public async Task<IReadOnlyList<int>> ConnectionsOfAsync(int grant, CancellationToken cancellationToken)
    {
        await using var list = transactions.Current.Command(
            "select connection_id from nexus.connection where workspace_id = $1 and grant_id = $2 order by connection_id",
            Workspace,
            Number(grant)
        );
        var found = new List<int>();
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(row.GetInt32(0));
        return found;
    }

    public async Task<bool> HasSiblingAsync(Grant grant, int? besides, CancellationToken cancellationToken)
    {
        await using var find = transactions.Current.Command(
            """
            select exists (select from nexus.connection
                           where workspace_id = $1 and grant_id = $2 and connection_id is distinct from $3)
                or nexus.has_other_grant($4, $5, $6)
            """,
            Workspace,
            Number(grant.Number),
            NumberOrNull(besides),
            Text(grant.ClientId),
            TextOrNull(grant.Subject),
            Id(grant.Id)
        );
        return await find.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task MoveAsync(Grant from, Grant to, CancellationToken cancellationToken)
    {
        await using var move = transactions.Current.Command(
            "update nexus.connection set grant_id = $3 where workspace_id = $1 and grant_id = $2",
            Workspace,
            Number(from.Number),
            Number(to.Number)
        );
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DetachAsync(int connection, CancellationToken cancellationToken)
    {
        if (await FindOfConnectionAsync(connection, cancellationToken) is not { } grant)
            return;
        await using var detach = transactions.Current.Command(
            "update nexus.connection set grant_id = null where workspace_id = $1 and connection_id = $2",
            Workspace,
            Number(connection)
        );
        await detach.ExecuteNonQueryAsync(cancellationToken);
        await RemoveUnusedAsync(grant.Number, cancellationToken);
    }

    public async Task RemoveUnusedAsync(int grant, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            """
            delete from nexus.oauth_grant g
            where g.workspace_id = $1 and g.grant_id = $2
              and not exists (select from nexus.connection c where c.workspace_id = $1 and c.grant_id = $2)
            """,
            Workspace,
            Number(grant)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<IReadOnlyList<Grant>> ListIdleAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(
            Select + "and g.ended_at is null and g.renewed_at <= $2 order by g.grant_id",
            Instant(since),
            cancellationToken
        );

    /// <summary>Moves some grants to a newer key of the workspace.</summary>
    /// <returns>How many were moved; 0 when none is left.</returns>
    public async Task<int> ResealAsync(DataKey to, int most, CancellationToken cancellationToken)
    {
        var old = await ReadAsync(
            Select + $"and g.key_no < $2 order by g.grant_id limit {most} for update of g",
            Number(to.Number),
            cancellationToken
        );
        foreach (var grant in old)
            await ChangeAsync(
                """
                update nexus.oauth_grant set key_no = $4, sealed = $5
                where workspace_id = $1 and grant_id = $2 and version = $3
                """,
                grant,
                cancellationToken,
                Number(to.Number),
                Bytes(Seal(to, grant.Id, grant.Tokens))
            );
        return old.Count;
    }

    private async Task<bool> ChangeAsync(
        string sql,
        Grant was,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var change = transactions.Current.Command(
            sql,
            [Workspace, Number(was.Number), Number(was.Version), .. parameters]
        );
        return await change.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private async Task<Grant?> ReadOneAsync(string sql, NpgsqlParameter which, CancellationToken cancellationToken) =>
        (await ReadAsync(sql, which, cancellationToken)).SingleOrDefault();

    private async Task<IReadOnlyList<Grant>> ReadAsync(
        string sql,
        NpgsqlParameter which,
        CancellationToken cancellationToken
    )
    {
        await using var read = transactions.Current.Command(sql, Workspace, which);
        var grants = new List<Grant>();
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var id = row.GetGuid(1);
            var key = keys.Unwrap(row.GetInt32(11), row.GetString(12), row.Bytes(13));
            var sealedTokens = Unseal(key, id, row.Bytes(10));
            grants.Add(
                new(
                    row.GetInt32(0),
                    id,
                    row.GetString(2),
                    row.GetString(3),
                    row.TextOrNull(4),
                    await row.GetFieldValueAsync<string[]>(5, cancellationToken),
                    new(
                        new Secret(sealedTokens.Access),
                        sealedTokens.Refresh is { } refresh ? new Secret(refresh) : null,
                        row.InstantOrNull(8),
                        row.InstantOrNull(9)
                    ),
                    row.GetInt32(6),
                    row.GetBoolean(7)
                )
            );
        }
        return grants;
    }

    private byte[] Seal(DataKey key, Guid grant, GrantTokens tokens) =>
        Envelope.Seal(
            key.Bytes,
            JsonSerializer.SerializeToUtf8Bytes(
                new SealedTokens(tokens.Access.Reveal(), tokens.Refresh?.Reveal()),
                JsonSerializerOptions.Web
            ),
            Place(grant)
        );

    private SealedTokens Unseal(DataKey key, Guid grant, byte[] sealedTokens) =>
        Envelope.Open(key.Bytes, sealedTokens, Place(grant)) is { } plain
            ? JsonSerializer.Deserialize<SealedTokens>(Encoding.UTF8.GetString(plain), JsonSerializerOptions.Web)!
            : throw new IntegrationException(
                IntegrationFault.OperatorFault,
                "The stored access to the provider is not the one that was stored for this grant. Connect again."
            );

    private string Place(Guid grant) => $"grant|{transactions.Current.Workspace.Value}|{grant}";

    private sealed record SealedTokens(string Access, string? Refresh);
}
