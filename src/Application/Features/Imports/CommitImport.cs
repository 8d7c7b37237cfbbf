using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Writes the points of an uploaded file, all in one transaction.</summary>
/// <remarks>
/// A file whose very bytes are what its data set holds is not read again: it changes nothing, and says so at once.
/// </remarks>
public static class CommitImport
{
    /// <param name="OnError">Null keeps what the upload said.</param>
    /// <param name="Force">True reads the file also where it is known to change nothing, such as after an upgrade.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, RowErrorPolicy? OnError = null, bool Force = false) : IProcess<Import>;

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IWorkspaceScope scope,
        IImportStore imports,
        IImportFiles files,
        IPointIngest ingest,
        ICustomMetrics customMetrics,
        IAuditTrail audit,
        ImportAccess access,
        ICsvFiles csv,
        ImportSlots slots,
        TimeProvider clock
    ) : IRequestHandler<Command, Import>
    {
        public async Task<Import> Handle(Command command, CancellationToken cancellationToken)
        {
            var (import, plan) = await ClaimAsync(command, cancellationToken);
            var run = new ImportRun(csv, files, import, plan, stopsAtErrors: IsAllOrNothing(import), clock);
            try
            {
                return await run.AliveAsync(
                    () =>
                        slots.InTurnAsync(
                            () =>
                                transactions.WriteAsync(
                                    token => WriteAsync(import, plan, run, command.Force, token),
                                    cancellationToken
                                ),
                            cancellationToken
                        ),
                    cancellationToken
                );
            }
            catch (Exception e)
            {
                await FailAsync(import, run, e is HasErrorsException refused ? refused.Report : null);
                if (e is HasErrorsException { Report: { } report })
                    throw HasErrors(import, report);
                throw;
            }
        }

        private Task<(Import Import, CsvPlan Plan)> ClaimAsync(Command command, CancellationToken cancellationToken) =>
            transactions.WriteAsync(
                async token =>
                {
                    var import = await access.LockAsync(command.Id, token);
                    if (import.Status is ImportStatus.Committed)
                        throw ImportAccess.Committed();
                    var plan = await access.PlanAsync(import, null, null, token);
                    if (!await imports.ClaimAsync(command.Id, token))
                        throw ImportAccess.Busy();
                    return (import with { OnError = command.OnError ?? import.OnError }, plan);
                },
                cancellationToken
            );

        private async Task<Import> WriteAsync(
            Import import,
            CsvPlan plan,
            ImportRun run,
            bool force,
            CancellationToken cancellationToken
        )
        {
            // Before the data set is locked, so that imports wait for each other in one order.
            foreach (var metric in await customMetrics.AddAsync(plan.NewMetrics, cancellationToken))
            {
                await audit.AddAsync(
                    "metric.created",
                    metric.Key,
                    before: null,
                    new
                    {
                        metric.Name,
                        Unit = metric.Unit.ToString(),
                        Aggregation = metric.Aggregation.ToString(),
                        Direction = metric.Direction.ToString(),
                    },
                    batchId: null,
                    cancellationToken
                );
            }
            if (!force && await imports.FindEqualAsync(import, plan.Mapping, cancellationToken) is { } equal)
            {
                var confirmed = await imports.ConfirmAsync(import, equal, scope.Actor, cancellationToken);
                return await FinishAsync(import, plan, Unchanged(equal.Report!), confirmed, cancellationToken);
            }

            var outcome = await ingest.WriteAsync(
                ImportAccess.Ingest(import, plan, scope.Actor),
                run.PointsAsync(cancellationToken),
                cancellationToken
            );
            var report = run.Report(outcome, dryRun: false);
            if (IsAllOrNothing(import) && report.Rejected > 0)
                throw new HasErrorsException(report);
            return await FinishAsync(import, plan, report, outcome.BatchId, cancellationToken);
        }

        private async Task<Import> FinishAsync(
            Import import,
            CsvPlan plan,
            ImportReport report,
            int batchId,
            CancellationToken cancellationToken
        )
        {
            // A process that was silent for too long may have been overtaken; the first batch is the one that undo knows.
            if ((await access.LockAsync(import.Id, cancellationToken)).Status is ImportStatus.Committed)
                throw ImportAccess.Committed();
            var committed = import with
            {
                Status = ImportStatus.Committed,
                Mapping = plan.Mapping,
                Report = report,
                BatchId = batchId,
                FinishedAt = clock.GetUtcNow(),
            };
            await imports.SaveTemplateAsync(
                import.Detection!.LayoutHash,
                import.FileName,
                import.Dataset,
                plan.Mapping,
                cancellationToken
            );
            await audit.AddAsync(
                "import.committed",
                import.Id.ToString(),
                before: null,
                new
                {
                    import.FileName,
                    import.Facts.Sha256,
                    report.Rows,
                    report.Rejected,
                    report.Inserted,
                    report.Updated,
                    report.Unchanged,
                    report.Deleted,
                },
                batchId,
                cancellationToken
            );
            await imports.SaveAsync(committed, cancellationToken);
            return committed;
        }

        /// <summary>In replace mode, a row that cannot be read would pass for one that is gone, and its point be removed.</summary>
        private static bool IsAllOrNothing(Import import) =>
            import.OnError == RowErrorPolicy.Abort || import.Mode == IngestMode.Replace;

        /// <summary>The report of a file that is stored already, from the report of the import that stored it.</summary>
        private static ImportReport Unchanged(ImportReport stored) =>
            stored with
            {
                Inserted = 0,
                Updated = 0,
                Unchanged = stored.Inserted + stored.Updated + stored.Unchanged,
                Deleted = 0,
            };

        private Task FailAsync(Import import, ImportRun run, ImportReport? report) =>
            transactions.WriteAsync(
                async token =>
                {
                    if (await imports.LockAsync(import.Id, token) is not { Status: ImportStatus.Committing })
                        return;
                    var failed = import with
                    {
                        Status = ImportStatus.Failed,
                        Report = report ?? run.Report(new IngestOutcome(0, 0, 0, 0, 0, 0, 0), dryRun: false),
                        FinishedAt = clock.GetUtcNow(),
                    };
                    await imports.SaveAsync(failed, token);
                },
                CancellationToken.None
            );

        private static RefusedException HasErrors(Import import, ImportReport report) =>
            new(
                RefusalKind.Unprocessable,
                "import_has_errors",
                $"{report.Rejected} of {report.Rows} rows cannot be imported, so nothing was stored. "
                    + (
                        import.Mode == IngestMode.Replace
                            ? "Mend them: replacing takes whole files only, since a row that cannot be read would pass for one that is gone."
                            : "Mend them, or commit with onError=skip to import the others."
                    ),
                new Dictionary<string, object?>
                {
                    ["importId"] = import.Id,
                    ["rejected"] = report.Rejected,
                    ["errorsByCode"] = report.ErrorsByCode,
                    ["errors"] = report.Errors,
                }
            );

        /// <summary>Ends the transaction so that nothing of the file stays.</summary>
        private sealed class HasErrorsException(ImportReport report) : Exception
        {
            public ImportReport Report { get; } = report with { Inserted = 0, Updated = 0, Unchanged = 0, Deleted = 0 };
        }
    }
}
