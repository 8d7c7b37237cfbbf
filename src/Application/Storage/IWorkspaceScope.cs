using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>On whose behalf the current request or job works.</summary>
public interface IWorkspaceScope
{
    /// <summary>Null before <see cref="Enter"/>.</summary>
    WorkspaceId? Workspace { get; }

    /// <summary>Who acts, as the audit trail names them, such as <c>key:nx_ab12cd</c> or <c>cli</c>.</summary>
    string Actor { get; }

    /// <summary>Sets both, once.</summary>
    /// <exception cref="InvalidOperationException">The scope belongs to another workspace already.</exception>
    void Enter(WorkspaceId workspace, string actor);
}
