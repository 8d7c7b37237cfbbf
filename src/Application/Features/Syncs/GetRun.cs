using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Syncs;

/// <summary>One run with its streams, its progress and, once it has ended, what it came to.</summary>
public static class GetRun
{
    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IQuery<RunDetail>;

    internal sealed class Handler(RunDetails details) : IRequestHandler<Query, RunDetail>
    {
        public Task<RunDetail> Handle(Query query, CancellationToken cancellationToken) =>
            details.FindAsync(query.Id, cancellationToken);
    }
}
