using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

internal sealed class ApiKeyDirectory(NpgsqlDataSource source, TokenMemory<KnownApiKey> memory) : IApiKeyDirectory
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    public Task<KnownApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        memory.FindAsync(hash, token => ReadAsync(hash, token), cancellationToken);

    /// <remarks>
    /// The statements of a batch are one transaction: the workspace that the first one sets holds for the second, which
    /// reads behind the wall, and is gone when the answer arrives.
    /// </remarks>
    private async Task<KnownApiKey?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            """
            select set_config('nexus.workspace_id',
                              coalesce((select min(workspace_id)::text from nexus.find_api_key($1)), ''), true)
            """,
            Bytes(hash)
        );
        batch.Add(
            """
            select k.workspace_id, w.public_id, k.key_id, k.prefix, k.scopes, k.expires_at, k.last_used_at, k.revoked_at
            from nexus.api_key k
            join nexus.workspace w on w.workspace_id = k.workspace_id
            where k.workspace_id = (select nullif(current_setting('nexus.workspace_id', true), '')::int)
              and k.key_hash = $1
            """,
            Bytes(hash)
        );
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task RecordUseAsync(
        WorkspaceId workspace,
        Guid key,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var session = await WorkspaceSession.OpenAsync(
            source,
            workspace,
            readOnly: false,
            cancellationToken
        );
        await using var record = session.Command(
            """
            update nexus.api_key set last_used_at = $3
            where workspace_id = $1 and key_id = $2 and (last_used_at is null or last_used_at <= $4)
            """,
            Number(workspace.Value),
            Id(key),
            Instant(at),
            Instant(at - UseResolution)
        );
        await record.ExecuteNonQueryAsync(cancellationToken);
        await session.CommitAsync();
    }

    private static KnownApiKey Read(NpgsqlDataReader row) =>
        new(
            new WorkspaceId(row.GetInt32(0)),
            row.GetGuid(1),
            row.GetGuid(2),
            row.GetString(3),
            row.GetFieldValue<string[]>(4),
            At(row, 5),
            At(row, 6),
            At(row, 7)
        );

    private static DateTimeOffset? At(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
