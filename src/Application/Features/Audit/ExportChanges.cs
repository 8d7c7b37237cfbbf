using System.Globalization;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Audit;

/// <summary>The history that a search finds, as a table for a spreadsheet: newest first, in one snapshot.</summary>
public static class ExportChanges
{
    /// <summary>Rows of a table at most; the newest ones.</summary>
    public const int MaxRows = 100_000;

    /// <param name="Search">What is sought; its cursor and limit do not count.</param>
    [Needs(Right.Read)]
    public sealed record Query(ListChanges.Query Search) : IQuery<Answer>;

    /// <param name="Csv">UTF-8 with a header.</param>
    /// <param name="Complete">Whether everything that was found is in it.</param>
    public sealed record Answer(byte[] Csv, bool Complete);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Search).NotNull();
    }

    internal sealed class Handler(IMediator mediator, ITableWriter writer) : IRequestHandler<Query, Answer>
    {
        private static readonly string[] Header =
        [
            "at",
            "actor",
            "action",
            "subject",
            "before",
            "after",
            "batch",
            "batch_kind",
            "import",
        ];

        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var found = new List<ListChanges.Change>();
            string? cursor = null;
            do
            {
                // Within this query's transaction: all pages are of one snapshot.
                var page = await mediator.Send(
                    query.Search with
                    {
                        Cursor = cursor,
                        Limit = ListChanges.MaxLimit,
                    },
                    cancellationToken
                );
                found.AddRange(page.Items);
                cursor = page.Cursor;
            } while (cursor is not null && found.Count < MaxRows);
            return new(writer.Write(new Table(Header, found.Select(Row))), cursor is null);
        }

        private static IReadOnlyList<object?> Row(ListChanges.Change change) =>
            [
                change.At.ToString("O", CultureInfo.InvariantCulture),
                change.Actor,
                change.Action,
                change.Subject,
                change.Before?.GetRawText(),
                change.After?.GetRawText(),
                (decimal?)change.Batch,
                change.BatchKind,
                change.Import?.ToString(),
            ];
    }
}
