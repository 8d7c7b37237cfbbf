using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Imports;

/// <summary>Looks at an uploaded file again under other settings, and changes its import by what is found.</summary>
/// <remarks>A file is read outside of any transaction: whatever changed the import meanwhile is noticed before it is stored.</remarks>
internal sealed class ImportRereading(
    IWorkspaceTransactions transactions,
    IImportStore imports,
    IImportFiles files,
    ImportAccess access,
    ICsvFiles csv,
    TimeProvider clock
)
{
    /// <param name="settings">How the file is read; what is null is detected.</param>
    /// <param name="change">What the import is to be, from what it was and what was found; inside the transaction.</param>
    /// <returns>The import as it was stored.</returns>
    /// <exception cref="RefusedException">It cannot be decided about any more, or something else has changed it meanwhile.</exception>
    public async Task<Import> ChangeAsync(
        Guid id,
        ImportMapping settings,
        Func<Import, CsvDetection, CancellationToken, Task<Import>> change,
        CancellationToken cancellationToken
    )
    {
        var import = await transactions.ReadAsync(token => access.GetAsync(id, token), cancellationToken);
        ImportAccess.MustBeOpen(import, clock.GetUtcNow());
        var detection = await DetectAsync(import, settings, cancellationToken);
        return await transactions.WriteAsync(
            async token =>
            {
                await access.LockUnchangedAsync(import, token);
                var changed = await change(import, detection, token);
                await imports.SaveAsync(changed, token);
                return changed;
            },
            cancellationToken
        );
    }

    private async Task<CsvDetection> DetectAsync(
        Import import,
        ImportMapping settings,
        CancellationToken cancellationToken
    )
    {
        await using var file = files.Open(import.Id);
        return await csv.DetectAsync(file, import.Facts, settings, cancellationToken);
    }
}
