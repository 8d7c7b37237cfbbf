using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Infrastructure.Storage;

internal sealed class WorkspaceScope : IWorkspaceScope
{
    public WorkspaceId? Workspace { get; private set; }

    public string Actor { get; private set; } = "system";

    public void Enter(WorkspaceId workspace, string actor)
    {
        if (Workspace is { } entered && entered != workspace)
            throw new InvalidOperationException("This scope belongs to another workspace already.");
        Workspace = workspace;
        Actor = actor;
    }
}
