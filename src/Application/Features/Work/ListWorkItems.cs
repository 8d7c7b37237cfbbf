using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Work;

/// <summary>Queued work of the workspace, latest first; what was given up stays visible.</summary>
public static class ListWorkItems
{
    /// <param name="State">queued, done or dead; null for all.</param>
    /// <param name="Cursor">Id of the last item of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(string? State, Guid? Cursor, int Limit) : IQuery<IReadOnlyList<WorkItemState>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        private static readonly string?[] States = [null, "queued", "done", "dead"];

        public Validator()
        {
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
            RuleFor(query => query.State)
                .Must(state => Array.IndexOf(States, state) >= 0)
                .WithMessage("The state is queued, done or dead.");
        }
    }

    internal sealed class Handler(IWorkItems items) : IRequestHandler<Query, IReadOnlyList<WorkItemState>>
    {
        public Task<IReadOnlyList<WorkItemState>> Handle(Query query, CancellationToken cancellationToken) =>
            items.ListAsync(query.State, query.Cursor, query.Limit, cancellationToken);
    }
}
