using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class ConnectionStore(
    WorkspaceTransactions transactions,
    CredentialStore credentials,
    TimeProvider clock
) : IConnections
{
    /// <summary>$1 the workspace. Streams and credentials come as JSON arrays, so that a page of connections is one statement.</summary>
    private const string Select = $"""
        select c.public_id, c.provider, c.name, c.source_key, c.account_name, c.account_zone, c.account_currency,
               c.status, c.status_code, c.status_message, c.schedule, c.schedule_zone,
               case when s.enabled then s.next_due end, c.created_at, {LastSuccess.OfConnection}, c.settings,
               coalesce((select jsonb_agg(jsonb_build_object('name', t.stream, 'access', t.access, 'complete', t.complete,
                                                             'updatedAt', case t.access
                                                                 when 'granted' then greatest(t.updated_at, s.synced_at)
                                                                 else t.updated_at end) order by t.stream)
                         from nexus.connection_stream t
                         where t.workspace_id = $1 and t.connection_id = c.connection_id and t.purpose = 'sync'), '[]'),
               coalesce((select jsonb_agg(jsonb_build_object('name', k.name, 'updatedAt', k.updated_at) order by k.name)
                         from nexus.credential k
                         where k.workspace_id = $1 and k.connection_id = c.connection_id), '[]')
        from nexus.connection c
        left join nexus.sync_schedule s on s.workspace_id = $1 and s.connection_id = c.connection_id
        where c.workspace_id = $1

        """;

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    /// <remarks>Ids are made in the order of time (UUID version 7), so they are the order of the list, too.</remarks>
    public async Task<IReadOnlyList<Connection>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var list = transactions.Current.Command(
            Select + "and c.public_id > $2 order by c.public_id limit $3",
            Workspace,
            Id(after ?? Guid.Empty),
            Number(limit)
        );
        return await ReadAsync(list, cancellationToken);
    }

    public async Task<IReadOnlyList<Connection>> SearchAsync(
        string? sought,
        IReadOnlyList<string> providers,
        string? status,
        Guid? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var search = transactions.Current.Command(
            Select
                + """
                and c.public_id > $2
                and ($3::text is null or c.provider = any ($4)
                     or strpos(lower(concat_ws(E'\n', c.name, c.account_name, c.source_key)), lower($3)) > 0)
                and ($5::text is null or c.status = $5)
                order by c.public_id limit $6
                """,
            Workspace,
            Id(after ?? Guid.Empty),
            TextOrNull(sought),
            new NpgsqlParameter<string[]> { TypedValue = [.. providers] },
            TextOrNull(status),
            Number(limit)
        );
        return await ReadAsync(search, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken)
    {
        await using var count = transactions.Current.Command(
            "select status, count(*)::int from nexus.connection where workspace_id = $1 group by status",
            Workspace
        );
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await row.ReadAsync(cancellationToken))
            counts[row.GetString(0)] = row.GetInt32(1);
        return counts;
    }

    public async Task<int> CountFailingAsync(CancellationToken cancellationToken)
    {
        await using var count = transactions.Current.Command(
            """
            select count(*)::int from nexus.connection
            where workspace_id = $1 and status in ('needs_reauthorisation', 'needs_attention')
            """,
            Workspace
        );
        return (int)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var find = transactions.Current.Command(Select + "and c.public_id = $2", Workspace, Id(id));
        return (await ReadAsync(find, cancellationToken)).SingleOrDefault();
    }

    public async Task<Connection?> FindByAccountAsync(
        string provider,
        string account,
        CancellationToken cancellationToken
    )
    {
        await using var find = transactions.Current.Command(
            Select + "and c.provider = $2 and c.source_key = $3",
            Workspace,
            Text(provider),
            Text(account)
        );
        return (await ReadAsync(find, cancellationToken)).SingleOrDefault();
    }

    public async Task<bool> AddAsync(NewConnection connection, CancellationToken cancellationToken)
    {
        await using var add = transactions.Current.Command(
            """
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at, settings,
                                          schedule, schedule_zone, account_name, account_zone, account_currency, grant_id)
            values ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (workspace_id, provider, source_key) do nothing
            returning connection_id
            """,
            Workspace,
            Id(connection.Id),
            Text(connection.Provider),
            Text(connection.Name),
            Text(connection.Account.Id),
            Instant(clock.GetUtcNow()),
            Json(connection.Settings.GetRawText()),
            Text(connection.Schedule),
            TextOrNull(connection.ScheduleZone),
            Text(connection.Account.Name),
            TextOrNull(connection.Account.TimeZone),
            TextOrNull(connection.Account.Currency),
            NumberOrNull(connection.Grant)
        );
        if (await add.ExecuteScalarAsync(cancellationToken) is not int number)
            return false;
        await credentials.PutAsync(number, connection.Credentials, cancellationToken);
        await ScheduleAsync(number, connection.Provider, enabled: true, connection.NextDue, cancellationToken);
        return true;
    }

    public async Task RenameAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        await using var rename = transactions.Current.Command(
            "update nexus.connection set name = $3 where workspace_id = $1 and public_id = $2",
            Workspace,
            Id(id),
            Text(name)
        );
        await rename.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> ChangeAsync(Connection was, ConnectionChange change, CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(
            """
            select from nexus.sync_schedule s
            join nexus.connection c on c.workspace_id = $1 and c.connection_id = s.connection_id
            where s.workspace_id = $1 and c.public_id = $2
            for no key update of s
            """,
            Workspace,
            Id(was.Id)
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var update = transactions.Current.Command(
            """
            update nexus.connection
            set name = $3, settings = $4, schedule = $5, schedule_zone = $6, status = $7,
                status_code = case when $7 = status then status_code end,
                status_message = case when $7 = status then status_message end,
                account_name = case when $8 then $9 else account_name end,
                account_zone = case when $8 then $10 else account_zone end,
                account_currency = case when $8 then $11 else account_currency end,
                grant_id = coalesce($13, grant_id)
            where workspace_id = $1 and public_id = $2 and status = $12
            returning connection_id
            """,
            Workspace,
            Id(was.Id),
            Text(change.Name),
            Json(change.Settings.GetRawText()),
            Text(change.Schedule),
            TextOrNull(change.ScheduleZone),
            Text(change.Status.Name()),
            Flag(change.Account is not null),
            TextOrNull(change.Account?.Name),
            TextOrNull(change.Account?.TimeZone),
            TextOrNull(change.Account?.Currency),
            Text(was.Status.Name()),
            NumberOrNull(change.Grant)
        );
        if (await update.ExecuteScalarAsync(cancellationToken) is not int number)
            return false;
        await credentials.PutAsync(number, change.Credentials, cancellationToken);
        var enabled = change.Status == ConnectionStatus.Active;
        await ScheduleAsync(number, was.Provider, enabled, change.NextDue, cancellationToken);
        return true;
    }

    public async Task NoteAccessAsync(
        Guid id,
        IReadOnlyDictionary<string, StreamAccess> access,
        CancellationToken cancellationToken
    )
    {
        await using var batch = transactions.Current.Batch();
        foreach (var (stream, verdict) in access.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            batch.Add(
                """
                insert into nexus.connection_stream (workspace_id, connection_id, stream, purpose, complete, has_data,
                                                     access, updated_at)
                select $1, connection_id, $3, 'sync', false, false, $4, $5
                from nexus.connection where workspace_id = $1 and public_id = $2
                on conflict (workspace_id, connection_id, stream, purpose)
                do update set access = excluded.access, updated_at = excluded.updated_at
                """,
                Workspace,
                Id(id),
                Text(stream),
                Text(StreamAccessNames.Name(verdict)),
                Instant(clock.GetUtcNow())
            );
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ScheduleAsync(
        int number,
        string provider,
        bool enabled,
        DateTimeOffset? due,
        CancellationToken cancellationToken
    )
    {
        await using var schedule = transactions.Current.Command(
            """
            insert into nexus.sync_schedule (workspace_id, connection_id, provider, enabled, next_due, lane, fence, failures)
            values ($1, $2, $3, $4, $5, $6, 0, 0)
            on conflict (workspace_id, connection_id)
            do update set enabled = excluded.enabled, next_due = excluded.next_due
            """,
            Workspace,
            Number(number),
            Text(provider),
            Flag(enabled),
            InstantOrNull(enabled ? due : null),
            Short((short)RunLane.Scheduled)
        );
        await schedule.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<Connection>> ReadAsync(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        var connections = new List<Connection>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            connections.Add(Read(row));
        return connections;
    }

    private static Connection Read(NpgsqlDataReader row)
    {
        var schedule = row.TextOrNull(10);
        return new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            // What files feed has no schedule, and nobody at a provider to name.
            schedule is null
                ? null
                : new ConnectionAccount(row.GetString(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6)),
            RunNames.Parse<ConnectionStatus>(row.GetString(7)),
            row.TextOrNull(8),
            row.TextOrNull(9),
            schedule,
            row.TextOrNull(11),
            row.InstantOrNull(12),
            row.Instant(13),
            row.InstantOrNull(14),
            JsonSerializer.Deserialize<JsonElement>(row.GetString(15)),
            [
                .. JsonSerializer
                    .Deserialize<List<StreamRow>>(row.GetString(16), JsonSerializerOptions.Web)!
                    .Select(AsState),
            ],
            JsonSerializer.Deserialize<List<StoredCredential>>(row.GetString(17), JsonSerializerOptions.Web)!
        );
    }

    private static StreamState AsState(StreamRow row) =>
        new(row.Name, StreamAccessNames.Parse(row.Access), row.Complete, row.UpdatedAt);

    private sealed record StreamRow(string Name, string Access, bool Complete, DateTimeOffset UpdatedAt);
}
