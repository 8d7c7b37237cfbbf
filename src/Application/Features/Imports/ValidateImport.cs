using MediatR;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Reads the whole file by its mapping and counts what a commit would do, storing no point.</summary>
public static class ValidateImport
{
    public sealed record Command(Guid Id) : IProcess<Import>;

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IWorkspaceScope scope,
        IImportStore imports,
        IImportFiles files,
        IPointIngest ingest,
        ImportAccess access,
        ICsvFiles csv,
        TimeProvider clock
    ) : IRequestHandler<Command, Import>
    {
        public async Task<Import> Handle(Command command, CancellationToken cancellationToken)
        {
            var (import, plan) = await transactions.ReadAsync(
                async token =>
                {
                    var found = await access.GetAsync(command.Id, token);
                    return (found, await access.PlanAsync(found, null, null, token));
                },
                cancellationToken
            );
            if (import.IsBusy(clock.GetUtcNow()))
                throw ImportAccess.Busy();

            var run = new ImportRun(csv, files, import, plan, stopsAtErrors: false, clock);
            var outcome = await transactions.WriteAsync(
                token =>
                    ingest.PreviewAsync(ImportAccess.Ingest(import, plan, scope.Actor), run.PointsAsync(token), token),
                cancellationToken
            );

            var validated = import with
            {
                Status = import.Status is ImportStatus.Committed ? ImportStatus.Committed : ImportStatus.Validated,
                Report = run.Report(outcome, dryRun: true),
            };
            await transactions.WriteAsync(
                async token =>
                {
                    await imports.SaveAsync(validated, token);
                },
                cancellationToken
            );
            return validated;
        }
    }
}
