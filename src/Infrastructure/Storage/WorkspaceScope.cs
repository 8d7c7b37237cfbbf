using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Infrastructure.Storage;

internal sealed class WorkspaceScope : IWorkspaceScope
{
    public WorkspaceId? Workspace { get; private set; }

    public string Actor { get; private set; } = "system";

    public Rights Rights { get; private set; } = Rights.None;

    public void ActAs(string actor, Rights rights) => (Actor, Rights) = (actor, rights);

    public void Enter(WorkspaceId workspace, string actor, Rights rights)
    {
        if (Workspace is { } entered && entered != workspace)
            throw new InvalidOperationException("This scope belongs to another workspace already.");
        Workspace = workspace;
        ActAs(actor, rights);
    }
}
