using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Reads the whole file by its mapping and counts what a commit would do, storing no point.</summary>
/// <remarks>Of a committed import nothing is kept: its report stays that of the commit.</remarks>
public static class ValidateImport
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : IProcess<Import>;

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IWorkspaceScope scope,
        IImportStore imports,
        IImportFiles files,
        IPointIngest ingest,
        ImportAccess access,
        ICsvFiles csv,
        ImportSlots slots,
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
            var outcome = await slots.InTurnAsync(
                () =>
                    transactions.WriteAsync(
                        token =>
                            ingest.PreviewAsync(
                                ImportAccess.Ingest(import, plan, scope.Actor),
                                run.PointsAsync(token),
                                token
                            ),
                        cancellationToken
                    ),
                cancellationToken
            );

            var validated = import with { Report = run.Report(outcome, dryRun: true) };
            if (import.Status is ImportStatus.Committed)
                return validated;
            validated = validated with { Status = ImportStatus.Validated };
            await transactions.WriteAsync(
                async token =>
                {
                    await access.LockUnchangedAsync(import, token);
                    await imports.SaveAsync(validated, token);
                },
                cancellationToken
            );
            return validated;
        }
    }
}
