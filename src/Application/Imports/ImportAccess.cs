using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Imports;

/// <summary>What the use cases on an uploaded file begin with.</summary>
internal sealed class ImportAccess(
    IImportStore imports,
    IWorkspaceReader workspaces,
    ICustomMetrics customMetrics,
    ICsvFiles csv
)
{
    /// <exception cref="RefusedException">The workspace has no such import.</exception>
    public async Task<Import> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await imports.FindAsync(id, cancellationToken) ?? throw Unknown();

    /// <summary>As <see cref="IImportStore.LockAsync"/>.</summary>
    /// <exception cref="RefusedException">The workspace has no such import.</exception>
    public async Task<Import> LockAsync(Guid id, CancellationToken cancellationToken) =>
        await imports.LockAsync(id, cancellationToken) ?? throw Unknown();

    /// <summary>Locks an import whose state was read in an earlier transaction or before a long wait.</summary>
    /// <exception cref="RefusedException">Something else has changed it since.</exception>
    public async Task LockUnchangedAsync(Import read, CancellationToken cancellationToken)
    {
        var now = await LockAsync(read.Id, cancellationToken);
        if (now.Status != read.Status || now.BatchId != read.BatchId || Text(now.Mapping) != Text(read.Mapping))
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                "import_changed",
                "Something else changed this import at the same time. Look at it again before going on."
            );
        }

        static string Text(ImportMapping? mapping) => JsonSerializer.Serialize(mapping);
    }

    /// <summary>Settles the mapping of an import against its file and the workspace's metrics.</summary>
    /// <exception cref="RefusedException">The file could not be read or is kept no longer, or no mapping has been given.</exception>
    /// <exception cref="CsvMappingException">The mapping does not fit the file.</exception>
    public async Task<CsvPlan> PlanAsync(
        Import import,
        CsvDetection? detection,
        ImportMapping? mapping,
        CancellationToken cancellationToken
    )
    {
        MustBeKept(import);
        if ((detection ?? import.Detection) is not { } known)
            throw Unreadable();
        if ((mapping ?? import.Mapping) is not { } given)
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "mapping_required",
                "Nexus has not seen a file of this layout before. Say which column dates a row and which columns hold values."
            );
        }
        var workspace = await workspaces.GetAsync(cancellationToken);
        var own = (await customMetrics.ListAsync(cancellationToken)).ToDictionary(m => m.Key, StringComparer.Ordinal);
        return csv.Plan(
            known,
            given,
            new CsvWorkspace(workspace.TimeZone, workspace.Currency),
            key => MetricCatalog.TryFind(key, out var metric) ? metric : own.GetValueOrDefault(key)
        );
    }

    /// <summary>Passes what can still be decided about: it is kept, could be read, is not being written, and is not stored.</summary>
    /// <exception cref="RefusedException">It is none of these.</exception>
    public static void MustBeOpen(Import import, DateTimeOffset now)
    {
        MustBeKept(import);
        if (import.Detection is null)
            throw Unreadable();
        if (import.IsBusy(now))
            throw Busy();
        if (import.Status is ImportStatus.Committed)
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                "import_committed",
                "The points of this import are stored. Undo it first, or upload the file again with the other mapping."
            );
        }
    }

    private static void MustBeKept(Import import)
    {
        if (import.Status is ImportStatus.Expired)
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                "import_expired",
                "This file was uploaded and never imported, so its bytes were removed after 30 days. Upload it again."
            );
        }
    }

    public static RefusedException Unknown() =>
        new(RefusalKind.NotFound, "import_not_found", "There is no such import in this workspace.");

    public static RefusedException Unreadable() =>
        new(
            RefusalKind.Conflict,
            "import_unreadable",
            "This file could not be read when it was uploaded, so nothing of it is kept. Upload it again once it is mended."
        );

    public static RefusedException Committed() =>
        new(
            RefusalKind.Conflict,
            "import_committed",
            "The points of this import are stored already. Undo it first if they should be written anew."
        );

    public static RefusedException Busy() =>
        new(
            RefusalKind.Conflict,
            "import_busy",
            "This import is being written right now. Wait for it to finish; its progress is part of the import."
        );

    /// <summary>The request that writes a run's points as this import.</summary>
    public static IngestRequest Ingest(Import import, CsvPlan plan, string actor)
    {
        var metrics = plan.Metrics.ToDictionary(metric => metric.Key, StringComparer.Ordinal);
        return new(
            new IngestSource("csv", import.Dataset, NameOf(import)),
            import.Mode,
            "import",
            import.Id,
            actor,
            key => metrics[key]
        );
    }

    private static string NameOf(Import import) =>
        import.Detection is { } detection && import.Dataset == detection.LayoutDataset
            ? import.FileName
            : import.Dataset;
}
