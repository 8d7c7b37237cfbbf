using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Features.Imports;

/// <summary>Says how the columns of an uploaded file become points.</summary>
public static class SetImportMapping
{
    /// <param name="Mode">Null keeps what the upload said.</param>
    /// <param name="OnError">Null keeps what the upload said.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, ImportMapping Mapping, IngestMode? Mode, RowErrorPolicy? OnError)
        : IProcess<Import>;

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IImportStore imports,
        IImportFiles files,
        ImportAccess access,
        ICsvFiles csv,
        TimeProvider clock
    ) : IRequestHandler<Command, Import>
    {
        public async Task<Import> Handle(Command command, CancellationToken cancellationToken)
        {
            var import = await transactions.ReadAsync(token => access.GetAsync(command.Id, token), cancellationToken);
            ImportAccess.MustBeOpen(import, clock.GetUtcNow());
            var detection = await DetectAsync(import, command.Mapping, cancellationToken);
            return await transactions.WriteAsync(
                async token =>
                {
                    await access.LockUnchangedAsync(import, token);
                    await access.PlanAsync(import, detection, command.Mapping, token);
                    var changed = import with
                    {
                        Detection = detection,
                        Mapping = command.Mapping,
                        Mode = command.Mode ?? import.Mode,
                        OnError = command.OnError ?? import.OnError,
                        Status = ImportStatus.Uploaded,
                        Report = null,
                    };
                    await imports.SaveAsync(changed, token);
                    return changed;
                },
                cancellationToken
            );
        }

        private async Task<CsvDetection> DetectAsync(
            Import import,
            ImportMapping mapping,
            CancellationToken cancellationToken
        )
        {
            await using var file = files.Open(import.Id);
            return await csv.DetectAsync(file, import.Facts, mapping, cancellationToken);
        }
    }
}
