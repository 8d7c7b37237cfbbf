using Nexus.Application.Authorisation;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>On whose behalf the current request or job works.</summary>
public interface IWorkspaceScope
{
    /// <summary>Null before <see cref="Enter"/>.</summary>
    WorkspaceId? Workspace { get; }

    /// <summary>Who acts, as the audit trail names them, such as <c>key:nx_ab12cd</c> or <c>cli</c>.</summary>
    string Actor { get; }

    /// <summary>What the one who acts may do; nothing before it is known who that is.</summary>
    Rights Rights { get; }

    /// <summary>Says who acts, where no workspace is entered.</summary>
    void ActAs(string actor, Rights rights);

    /// <summary>Enters the workspace, once, and says who acts there.</summary>
    /// <exception cref="InvalidOperationException">The scope belongs to another workspace already.</exception>
    void Enter(WorkspaceId workspace, string actor, Rights rights);
}

public static class WorkspaceScopePerson
{
    /// <summary>The person who asks.</summary>
    /// <exception cref="InvalidOperationException">It is no person; a use case that needs one says so.</exception>
    public static SignedInPerson SignedIn(this IWorkspaceScope scope) =>
        scope.Rights.Person ?? throw new InvalidOperationException("Nobody has signed in.");
}
