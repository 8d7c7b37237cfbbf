using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Application.Storage;

/// <summary>Uploaded files and their state, in the transaction that is open.</summary>
public interface IImportStore
{
    /// <summary>Length of every stretch of a stored file but the last.</summary>
    const int ChunkBytes = 1024 * 1024;

    Task CreateAsync(
        Guid id,
        string fileName,
        IngestMode mode,
        RowErrorPolicy onError,
        string dataset,
        string actor,
        CancellationToken cancellationToken
    );

    /// <summary>Stores the next stretch of the file, at most <see cref="ChunkBytes"/>.</summary>
    Task AddChunkAsync(Guid id, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Gives up the stored bytes of a file that will never be read again.</summary>
    Task DropFileAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>Null where the workspace has no such import.</returns>
    Task<Import?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The import as it is now, which nobody else changes until the transaction ends.</summary>
    /// <remarks>To be the last lock that a transaction waits for: whoever writes points reports progress in the same row.</remarks>
    /// <returns>Null where the workspace has no such import.</returns>
    Task<Import?> LockAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first, after the import <paramref name="before"/> if one is given.</summary>
    Task<IReadOnlyList<Import>> ListAsync(Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>The latest import of the same bytes that is committed, other than <paramref name="id"/>.</summary>
    Task<Import?> FindCommittedAsync(string sha256, Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// The import whose points are what a commit of this one would end in, point for point: the same bytes by the same
    /// mapping, fully stored, and nothing has touched its data set, its overrides or the workspace's settings since.
    /// </summary>
    /// <remarks>Keeps other writers out of the data set until the transaction ends where it finds one.</remarks>
    /// <param name="mapping">With every setting explicit.</param>
    /// <returns>Null where there is none, or where that cannot be told without reading the file.</returns>
    Task<Import?> FindEqualAsync(Import import, ImportMapping mapping, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that the data set is as the file says, as a batch that changed nothing: the points stay until this import is
    /// undone, too.
    /// </summary>
    /// <param name="import">The file that came again.</param>
    /// <param name="equal">What <see cref="FindEqualAsync"/> found in this transaction.</param>
    /// <returns>The batch.</returns>
    Task<int> ConfirmAsync(Import import, Import equal, string actor, CancellationToken cancellationToken);

    /// <summary>Writes whatever of the import can change.</summary>
    Task SaveAsync(Import import, CancellationToken cancellationToken);

    /// <summary>Notes of all imports into a data set that nothing of them is stored any more.</summary>
    /// <param name="connection">Id of the data set, whose batches are still there.</param>
    Task MarkUndoneAsync(Guid connection, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Moves the import to <see cref="ImportStatus.Committing"/> and forgets the conflicts of an earlier commit.</summary>
    /// <returns>False where another process holds it.</returns>
    Task<bool> ClaimAsync(Guid id, CancellationToken cancellationToken);

    Task<ImportTemplate?> FindTemplateAsync(string layoutHash, CancellationToken cancellationToken);

    Task<IReadOnlyList<ImportTemplate>> ListTemplatesAsync(CancellationToken cancellationToken);

    Task SaveTemplateAsync(
        string layoutHash,
        string name,
        string dataset,
        ImportMapping mapping,
        CancellationToken cancellationToken
    );

    /// <returns>False where the workspace has no such template.</returns>
    Task<bool> DeleteTemplateAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The points that append mode left alone, in file order: the first of them, or those that come after one.</summary>
    Task<IReadOnlyList<ImportConflict>> ConflictsAsync(
        Guid id,
        ImportConflict? after,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <summary>A point that append mode left alone because another value is stored.</summary>
/// <param name="Series">The number under which rows refer to its series: one line may hold points of several.</param>
public sealed record ImportConflict(
    long Line,
    int Series,
    string Metric,
    DateTimeOffset At,
    decimal StoredValue,
    decimal FileValue
);

/// <summary>The bytes of uploaded files, and word of those being read; each call makes transactions of its own.</summary>
public interface IImportFiles
{
    /// <summary>The file from its first byte, forward only and asynchronous only, one stretch in memory at a time.</summary>
    Stream Open(Guid id);

    /// <summary>Says how far a run over the file has come, and that its process lives.</summary>
    Task ReportAsync(Guid id, long rows, long bytes, CancellationToken cancellationToken);
}
