using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Who belongs to the caller's workspace, by name.</summary>
public static class ListMembers
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<Member>>;

    internal sealed class Handler(IMemberships memberships) : IRequestHandler<Query, IReadOnlyList<Member>>
    {
        public Task<IReadOnlyList<Member>> Handle(Query query, CancellationToken cancellationToken) =>
            memberships.ListAsync(cancellationToken);
    }
}
