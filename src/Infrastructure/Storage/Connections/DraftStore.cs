using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Secrets;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>Drafts with their credentials encrypted, in the transaction that is open.</summary>
internal sealed class DraftStore(
    WorkspaceTransactions transactions,
    DataKeys keys,
    IWorkspaceScope scope,
    TimeProvider clock
) : IConnectionDrafts
{
    /// <summary>Long enough to fetch a key from somebody else, short enough that no key lies about.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    public async Task<ConnectionDraft?> FindAsync(string provider, CancellationToken cancellationToken)
    {
        // One statement: a rotation may remove a draft with its key between two.
        await using var find = transactions.Current.Command(
            """
            select d.grant_public_id, d.name, d.settings, d.schedule, d.schedule_zone, d.sealed,
                   k.key_no, k.master_key_id, k.wrapped
            from nexus.connection_draft d
            join nexus.workspace_key k on k.workspace_id = $1 and k.key_no = d.key_no
            where d.workspace_id = $1 and d.actor = $2 and d.provider = $3 and d.expires_at > $4
            """,
            Workspace,
            Text(scope.Actor),
            Text(provider),
            Instant(clock.GetUtcNow())
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || Unseal(row, provider) is not { } credentials)
            return null;
        return new(
            provider,
            credentials,
            await row.IsDBNullAsync(0, cancellationToken) ? null : row.GetGuid(0),
            row.TextOrNull(1),
            row.TextOrNull(2) is { } settings ? JsonSerializer.Deserialize<JsonElement>(settings) : null,
            row.TextOrNull(3),
            row.TextOrNull(4)
        );
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await using var list = transactions.Current.Command(
            """
            select provider from nexus.connection_draft
            where workspace_id = $1 and actor = $2 and expires_at > $3
            order by expires_at desc
            """,
            Workspace,
            Text(scope.Actor),
            Instant(clock.GetUtcNow())
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var providers = new List<string>();
        while (await row.ReadAsync(cancellationToken))
            providers.Add(row.GetString(0));
        return providers;
    }

    public async Task PutAsync(ConnectionDraft draft, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        await using var put = transactions.Current.Command(
            """
            insert into nexus.connection_draft (workspace_id, actor, provider, grant_public_id, name, settings, schedule,
                                                schedule_zone, key_no, sealed, expires_at)
            values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11)
            on conflict (workspace_id, actor, provider)
            do update set grant_public_id = excluded.grant_public_id, name = excluded.name, settings = excluded.settings,
                          schedule = excluded.schedule, schedule_zone = excluded.schedule_zone, key_no = excluded.key_no,
                          sealed = excluded.sealed, expires_at = excluded.expires_at
            """,
            Workspace,
            Text(scope.Actor),
            Text(draft.Provider),
            IdOrNull(draft.Grant),
            TextOrNull(draft.Name),
            TextOrNull(draft.Settings?.GetRawText()),
            TextOrNull(draft.Schedule),
            TextOrNull(draft.ScheduleZone),
            Number(key.Number),
            Bytes(Seal(key, draft)),
            Instant(clock.GetUtcNow() + Life)
        );
        await put.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task RemoveAsync(string provider, CancellationToken cancellationToken)
    {
        await using var remove = transactions.Current.Command(
            "delete from nexus.connection_draft where workspace_id = $1 and actor = $2 and provider = $3",
            Workspace,
            Text(scope.Actor),
            Text(provider)
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    private byte[] Seal(DataKey key, ConnectionDraft draft) =>
        Envelope.Seal(
            key.Bytes,
            JsonSerializer.SerializeToUtf8Bytes(
                draft.Credentials.ToDictionary(one => one.Key, one => one.Value.Reveal(), StringComparer.Ordinal)
            ),
            Place(draft.Provider)
        );

    /// <summary>Null where a key is missing, or it was not sealed for its place.</summary>
    private Dictionary<string, Secret>? Unseal(NpgsqlDataReader row, string provider)
    {
        try
        {
            var key = keys.Unwrap(row.GetInt32(6), row.GetString(7), row.Bytes(8));
            return Envelope.Open(key.Bytes, row.Bytes(5), Place(provider)) is { } plain
                ? JsonSerializer.Deserialize<Dictionary<string, Secret>>(plain)
                : null;
        }
        catch (IntegrationException)
        {
            return null;
        }
    }

    private string Place(string provider) => $"draft|{transactions.Current.Workspace.Value}|{scope.Actor}|{provider}";
}
