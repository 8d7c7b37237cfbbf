using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>The workspaces of the person who asks, by name.</summary>
public static class ListJoinedWorkspaces
{
    [Needs(Right.Person)]
    public sealed record Query : IProcess<IReadOnlyList<JoinedWorkspace>>;

    internal sealed class Handler(IMembershipDirectory memberships, IWorkspaceScope scope)
        : IRequestHandler<Query, IReadOnlyList<JoinedWorkspace>>
    {
        public Task<IReadOnlyList<JoinedWorkspace>> Handle(Query query, CancellationToken cancellationToken) =>
            memberships.ListAsync(scope.SignedIn().Id, cancellationToken);
    }
}
