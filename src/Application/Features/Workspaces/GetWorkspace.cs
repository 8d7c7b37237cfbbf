using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.Workspaces;

/// <summary>The settings of the caller's workspace.</summary>
public static class GetWorkspace
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<Workspace>;

    internal sealed class Handler(IWorkspaceReader workspace) : IRequestHandler<Query, Workspace>
    {
        public Task<Workspace> Handle(Query query, CancellationToken cancellationToken) =>
            workspace.GetAsync(cancellationToken);
    }
}
