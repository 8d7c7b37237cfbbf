using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Syncs;

/// <summary>Records that a run was the last to reject, resolved or not; oldest first.</summary>
public static class ListRunRejects
{
    /// <param name="Cursor">Number of the last record of the page before; null at the start.</param>
    /// <param name="Limit">1 to 200.</param>
    /// <param name="WithRecords">Whether to answer the records themselves, too.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid Run, long? Cursor, int Limit, bool WithRecords) : IQuery<IReadOnlyList<RejectView>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(IRunReads reads, IRejectedRecords rejects)
        : IRequestHandler<Query, IReadOnlyList<RejectView>>
    {
        public async Task<IReadOnlyList<RejectView>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (await reads.FindAsync(query.Run, cancellationToken) is null)
                throw RunView.NotFound();
            var kept = await rejects.ListOfRunAsync(query.Run, query.Cursor ?? 0, query.Limit, cancellationToken);
            return RejectView.Of(kept, query.WithRecords);
        }
    }
}
