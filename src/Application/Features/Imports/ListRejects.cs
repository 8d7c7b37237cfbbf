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
            foreach (var conflict in await ConflictsAsync(import.Id, cancellationToken))
                yield return conflict;
        }

        private Task<List<RowError>> ConflictsAsync(Guid id, CancellationToken cancellationToken) =>
            transactions.ReadAsync(
                async token =>
                {
                    var rows = new List<RowError>();
                    await foreach (var conflict in imports.ConflictsAsync(id, token))
                        rows.Add(Row(conflict));
                    return rows;
                },
                cancellationToken
            );

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
