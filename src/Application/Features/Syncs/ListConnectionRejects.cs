using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Syncs;

/// <summary>Records of a connection that were rejected and are not resolved, whichever run did it; oldest first.</summary>
public static class ListConnectionRejects
{
    /// <param name="Cursor">Number of the last record of the page before; null at the start.</param>
    /// <param name="Limit">1 to 200.</param>
    /// <param name="WithRecords">Whether to answer the records themselves, too.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid Connection, long? Cursor, int Limit, bool WithRecords)
        : IQuery<IReadOnlyList<RejectView>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(ConnectionLookup lookup, IRejectedRecords rejects)
        : IRequestHandler<Query, IReadOnlyList<RejectView>>
    {
        public async Task<IReadOnlyList<RejectView>> Handle(Query query, CancellationToken cancellationToken)
        {
            var number = await lookup.NumberOfAsync(query.Connection, cancellationToken);
            var kept = await rejects.ListAsync(number, query.Cursor ?? 0, query.Limit, cancellationToken);
            return RejectView.Of(kept, query.WithRecords);
        }
    }
}
