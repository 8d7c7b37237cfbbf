using System.Data;
using System.IO.Compression;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Imports;

internal sealed class ImportFiles(NpgsqlDataSource source, IWorkspaceScope scope, TimeProvider clock) : IImportFiles
{
    private WorkspaceId Workspace =>
        scope.Workspace ?? throw new InvalidOperationException("No workspace has been entered.");

    public Stream Open(Guid id)
    {
        // The stream asks for a stretch when the last but one has been used up.
        byte[][] buffers = [new byte[IImportStore.ChunkBytes], new byte[IImportStore.ChunkBytes]];
        return new StoredFileStream(number => ChunkAsync(id, number, buffers[number % buffers.Length]));
    }

    public async Task ReportAsync(Guid id, long rows, long bytes, CancellationToken cancellationToken)
    {
        await using var session = await WorkspaceSession.OpenAsync(
            source,
            Workspace,
            readOnly: false,
            cancellationToken
        );
        await using var report = session.Command(
            """
            update nexus.import set progress_rows = $3, progress_bytes = $4, heartbeat_at = $5
            where workspace_id = $1 and import_id = $2
            """,
            Number(Workspace.Value),
            Id(id),
            Long(rows),
            Long(bytes),
            Instant(clock.GetUtcNow())
        );
        await report.ExecuteNonQueryAsync(cancellationToken);
        await session.CommitAsync();
    }

    private async Task<ReadOnlyMemory<byte>?> ChunkAsync(Guid id, int number, byte[] buffer)
    {
        await using var session = await WorkspaceSession.OpenAsync(
            source,
            Workspace,
            readOnly: true,
            CancellationToken.None
        );
        await using var read = session.Command(
            "select content from nexus.import_chunk where workspace_id = $1 and import_id = $2 and chunk_no = $3",
            Number(Workspace.Value),
            Id(id),
            Number(number)
        );
        await using var reader = await read.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
        if (!await reader.ReadAsync())
            return null;
        await using var inflate = new DeflateStream(await reader.GetStreamAsync(0), CompressionMode.Decompress);
        var length = await inflate.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer.AsMemory(0, length);
    }
}
