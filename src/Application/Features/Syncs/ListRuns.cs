using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>Runs of the workspace, or of one of its connections; latest first.</summary>
public static class ListRuns
{
    /// <param name="Connection">Only its runs; null for all.</param>
    /// <param name="Status">Only runs that are so; null for all.</param>
    /// <param name="Kind">Only runs of this kind; null for all.</param>
    /// <param name="Cursor">Id of the last run of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid? Connection, string? Status, string? Kind, Guid? Cursor, int Limit)
        : IQuery<IReadOnlyList<RunView>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        private static readonly string[] Statuses = [.. Enum.GetValues<RunStatus>().Select(status => status.Name())];
        private static readonly string[] Kinds = [.. Enum.GetValues<RunKind>().Select(kind => kind.Name())];

        public Validator()
        {
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
            RuleFor(query => query.Status)
                .Must(status => status is null || Statuses.Contains(status))
                .WithMessage($"The status is one of {string.Join(", ", Statuses)}.");
            RuleFor(query => query.Kind)
                .Must(kind => kind is null || Kinds.Contains(kind))
                .WithMessage($"The kind is one of {string.Join(", ", Kinds)}.");
        }
    }

    internal sealed class Handler(ConnectionLookup lookup, IRunReads reads)
        : IRequestHandler<Query, IReadOnlyList<RunView>>
    {
        public async Task<IReadOnlyList<RunView>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Connection is { } connection)
                await lookup.FindAsync(connection, cancellationToken);
            var search = new RunSearch(
                query.Connection,
                query.Status is { } status ? RunNames.Parse<RunStatus>(status) : null,
                query.Kind is { } kind ? RunNames.Parse<RunKind>(kind) : null,
                query.Cursor,
                query.Limit
            );
            return [.. (await reads.ListAsync(search, cancellationToken)).Select(RunView.Of)];
        }
    }
}
