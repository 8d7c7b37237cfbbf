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

    public Stream Open(Guid id) => new StoredFileStream(number => ChunkAsync(id, number));

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

    private async Task<byte[]?> ChunkAsync(Guid id, int number)
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
        if (await read.ExecuteScalarAsync() is not byte[] deflated)
            return null;
        using var content = new MemoryStream(deflated.Length * 4);
        await using (var inflate = new DeflateStream(new MemoryStream(deflated), CompressionMode.Decompress))
            await inflate.CopyToAsync(content);
        return content.ToArray();
    }
}
