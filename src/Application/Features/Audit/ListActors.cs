using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Audit;

/// <summary>Lists who is named in the workspace's history, to choose among.</summary>
public static class ListActors
{
    /// <summary>How many are listed at most; those that are named first in the order of names.</summary>
    public const int MaxActors = 500;

    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<string>>;

    internal sealed class Handler(IChangeLog log) : IRequestHandler<Query, IReadOnlyList<string>>
    {
        /// <returns>Such as <c>person:ada@example.com</c> and <c>scheduler</c>, as entries carry them.</returns>
        public Task<IReadOnlyList<string>> Handle(Query query, CancellationToken cancellationToken) =>
            log.ActorsAsync(MaxActors, cancellationToken);
    }
}
