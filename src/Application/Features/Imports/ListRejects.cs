using System.Runtime.CompilerServices;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Features.Imports;

/// <summary>Every row of a file that its mapping cannot read, and every point that append mode left alone.</summary>
/// <remarks>The file itself is kept, so the rows are read from it again: nothing is stored twice.</remarks>
public static class ListRejects
{
    /// <summary>A file may have a million of them, and whoever reads them may be slow: so many are in memory, and no transaction waits.</summary>
    private const int ConflictsAtOnce = 20_000;

    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IProcess<Answer>;

    public sealed record Answer(Import Import, IAsyncEnumerable<RowError> Rows);

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IImportStore imports,
        IImportFiles files,
        ImportAccess access,
        ICsvFiles csv
    ) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var (import, plan) = await transactions.ReadAsync(
                async token =>
                {
                    var found = await access.GetAsync(query.Id, token);
                    return (found, await access.PlanAsync(found, null, null, token));
                },
                cancellationToken
            );
            return new(import, RowsAsync(import, plan, cancellationToken));
        }

        private async IAsyncEnumerable<RowError> RowsAsync(
            Import import,
            CsvPlan plan,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await using (var file = files.Open(import.Id))
            {
                await foreach (var batch in csv.ReadAsync(file, plan, cancellationToken))
                {
                    foreach (var error in batch.Errors)
                        yield return error;
                }
            }
            ImportConflict? last = null;
            IReadOnlyList<ImportConflict> page;
            do
            {
                page = await transactions.ReadAsync(
                    token => imports.ConflictsAsync(import.Id, last, ConflictsAtOnce, token),
                    cancellationToken
                );
                foreach (var conflict in page)
                    yield return Row(last = conflict);
            } while (page.Count == ConflictsAtOnce);
        }

        private static RowError Row(ImportConflict conflict) =>
            new(
                conflict.Line,
                0,
                conflict.Metric,
                "already_stored",
                FormattableString.Invariant(
                    $"The file has {conflict.FileValue} for {conflict.At:yyyy-MM-dd HH:mm} UTC, {conflict.StoredValue} is stored; append mode keeps what is stored."
                ),
                ""
            );
    }
}
