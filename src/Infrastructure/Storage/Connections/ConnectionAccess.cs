using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Connections;

internal sealed class ConnectionAccess(
    WorkspaceTransactions transactions,
    CredentialStore credentials,
    IAuditTrail audit,
    GrantedAccesses grants,
    TimeProvider clock
) : IConnectionAccess
{
    /// <summary>Column of the answer to <see cref="Ask"/> at which a secret begins.</summary>
    private const int SecretAt = 10;

    private int Workspace => transactions.Current.Workspace.Value;

    public async Task<OpenConnection?> OpenAsync(int connectionId, CancellationToken cancellationToken)
    {
        var questions = new List<NpgsqlBatchCommand>();
        Ask(questions, connectionId);
        await using var row = await transactions.Current.ReadAsync(questions, last: false, cancellationToken);
        var (connection, fault) = await ReadAsync(row, connectionId, cancellationToken);
        return fault is null ? connection : throw fault;
    }

    /// <summary>Adds a question to those that travel together, for <see cref="ReadAsync"/>.</summary>
    public void Ask(List<NpgsqlBatchCommand> questions, int connectionId) =>
        questions.Add(
            $"""
            select o.public_id, o.provider, o.name, o.status, coalesce(o.schedule, 'manual'),
                   coalesce(o.schedule_zone, w.time_zone), o.synced_since, o.settings, o.source_key, o.grant_id,
                   {CredentialStore.Sealed}
            from nexus.connection o
            join nexus.workspace w on w.workspace_id = $1
            left join (nexus.credential c join nexus.workspace_key k on k.workspace_id = $1 and k.key_no = c.key_no)
                on c.workspace_id = $1 and c.connection_id = o.connection_id
            where o.workspace_id = $1 and o.connection_id = $2
            """,
            Number(Workspace),
            Number(connectionId)
        );

    /// <summary>The connection from the answer to <see cref="Ask"/>, in a row for each of its secrets.</summary>
    /// <returns>The connection, null where there is none, or why it cannot be opened.</returns>
    public async Task<(OpenConnection? Connection, IntegrationException? Fault)> ReadAsync(
        NpgsqlDataReader row,
        int connectionId,
        CancellationToken cancellationToken
    )
    {
        if (!await row.ReadAsync(cancellationToken))
            return (null, null);
        using var settings = JsonDocument.Parse(row.GetString(7));
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        var connection = new OpenConnection(
            connectionId,
            row.GetString(1),
            row.GetString(2),
            RunNames.Parse<ConnectionStatus>(row.GetString(3)),
            row.GetString(4),
            row.GetString(5),
            row.InstantOrNull(6),
            new ConnectionContext(row.GetGuid(0), settings.RootElement.Clone(), secrets, row.GetString(8))
            {
                Access = await row.IsDBNullAsync(9, cancellationToken)
                    ? null
                    : grants.Of(transactions.Current.Workspace, row.GetString(1), row.GetInt32(9)),
            }
        );
        if (await row.IsDBNullAsync(SecretAt, cancellationToken))
            return (connection, null);
        try
        {
            do
            {
                var (name, secret) = credentials.Open(row, SecretAt, connectionId);
                secrets[name] = secret;
            } while (await row.ReadAsync(cancellationToken));
            return (connection, null);
        }
        catch (IntegrationException e)
        {
            return (null, e);
        }
    }

    public async Task<Receiver?> FindReceiverAsync(
        Guid id,
        IReadOnlyCollection<string> secrets,
        CancellationToken cancellationToken
    )
    {
        await using var batch = transactions.Current.Batch();
        batch.Add(
            """
            select connection_id, provider, status, source_key from nexus.connection
            where workspace_id = $1 and public_id = $2
            """,
            Number(Workspace),
            Id(id)
        );
        batch.Add(CredentialStore.ReadNamed, Number(Workspace), Id(id), Texts(secrets));
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var (number, provider, status, account) = (
            row.GetInt32(0),
            row.GetString(1),
            RunNames.Parse<ConnectionStatus>(row.GetString(2)),
            row.TextOrNull(3)
        );
        await row.NextResultAsync(cancellationToken);
        return new(number, provider, status, account, await credentials.ReadAsync(row, number, cancellationToken));
    }

    public async Task<int?> NumberOfAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var find = transactions.Current.Command(
            "select connection_id from nexus.connection where workspace_id = $1 and public_id = $2",
            Number(Workspace),
            Id(id)
        );
        return (int?)await find.ExecuteScalarAsync(cancellationToken);
    }

    public async Task SetStatusAsync(
        int connectionId,
        ConnectionStatus status,
        string? code,
        string? message,
        CancellationToken cancellationToken
    )
    {
        if (await LockAsync(connectionId, cancellationToken) is not { } was)
            return;
        if ((was.Status, was.Code, was.Message) == (status, code, message) || !MayBecome(was.Status, status))
            return;
        await using var change = transactions.Current.Batch();
        change.Add(
            """
            update nexus.connection set status = $3, status_code = $4, status_message = $5
            where workspace_id = $1 and connection_id = $2
            """,
            Number(Workspace),
            Number(connectionId),
            Text(status.Name()),
            TextOrNull(code),
            TextOrNull(message)
        );
        change.Add(
            """
            update nexus.sync_schedule s
            set enabled = $3, next_due = case when $3 and c.schedule <> 'manual' then $4 end, failures = 0
            from nexus.connection c
            where s.workspace_id = $1 and s.connection_id = $2 and c.workspace_id = $1 and c.connection_id = $2
            """,
            Number(Workspace),
            Number(connectionId),
            Flag(status == ConnectionStatus.Active),
            Instant(clock.GetUtcNow())
        );
        await change.ExecuteNonQueryAsync(cancellationToken);
        await audit.AddAsync(
            "connection.status_changed",
            was.Id.ToString(),
            new { Status = was.Status.Name(), was.Code },
            new
            {
                Status = status.Name(),
                Code = code,
                Message = message,
            },
            batchId: null,
            cancellationToken
        );
    }

    /// <summary>What a person stopped, only a person starts again; what is disconnected stays so.</summary>
    private static bool MayBecome(ConnectionStatus from, ConnectionStatus to) =>
        from switch
        {
            ConnectionStatus.Disconnected => to == ConnectionStatus.Disconnected,
            ConnectionStatus.Paused => to is ConnectionStatus.Active or ConnectionStatus.Disconnected,
            _ => true,
        };

    private async Task<(Guid Id, ConnectionStatus Status, string? Code, string? Message)?> LockAsync(
        int connectionId,
        CancellationToken cancellationToken
    )
    {
        await using var hold = transactions.Current.Command(
            ConnectionLocks.Schedule,
            Number(Workspace),
            Number(connectionId)
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var find = transactions.Current.Command(
            """
            select public_id, status, status_code, status_message from nexus.connection
            where workspace_id = $1 and connection_id = $2 for no key update
            """,
            Number(Workspace),
            Number(connectionId)
        );
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? (row.GetGuid(0), RunNames.Parse<ConnectionStatus>(row.GetString(1)), row.TextOrNull(2), row.TextOrNull(3))
            : null;
    }
}
