using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>What the caller has begun to connect and not finished.</summary>
public static class ListDrafts
{
    /// <summary>Answers keys of providers, what was worked on last first.</summary>
    [Needs(Right.Admin)]
    public sealed record Query : IQuery<IReadOnlyList<string>>;

    internal sealed class Handler(IConnectionDrafts drafts) : IRequestHandler<Query, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(Query query, CancellationToken cancellationToken) =>
            drafts.ListAsync(cancellationToken);
    }
}
