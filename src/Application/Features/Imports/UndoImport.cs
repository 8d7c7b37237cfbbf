using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Takes the points of an import back, save those that something later wrote over.</summary>
public static class UndoImport
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<UndoOutcome>;

    internal sealed class Handler(
        IWorkspaceScope scope,
        IImportStore imports,
        IPointIngest ingest,
        IAuditTrail audit,
        ImportAccess access,
        TimeProvider clock
    ) : IRequestHandler<Command, UndoOutcome>
    {
        public async Task<UndoOutcome> Handle(Command command, CancellationToken cancellationToken)
        {
            var import = await access.GetAsync(command.Id, cancellationToken);
            if (import is not { Status: ImportStatus.Committed, BatchId: { } batchId })
            {
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "import_not_committed",
                    "Nothing of this import is stored, so there is nothing to take back."
                );
            }
            var undone = await ingest.UndoAsync(batchId, scope.Actor, cancellationToken);
            await access.LockUnchangedAsync(import, cancellationToken);
            await imports.SaveAsync(
                import with
                {
                    Status = ImportStatus.Undone,
                    FinishedAt = clock.GetUtcNow(),
                },
                cancellationToken
            );
            await audit.AddAsync(
                "import.undone",
                import.Id.ToString(),
                new { import.BatchId },
                new
                {
                    undone.Removed,
                    undone.Restored,
                    undone.Conflicts,
                },
                undone.BatchId,
                cancellationToken
            );
            return undone;
        }
    }
}
