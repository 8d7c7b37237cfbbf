namespace Nexus.Host.Identity;

/// <summary>The claims of a signed-in person.</summary>
internal static class NexusClaims
{
    /// <summary>Id of the person, a UUID; antiforgery tokens are bound to it.</summary>
    public const string Person = "sub";

    /// <summary>The name that others see.</summary>
    public const string Name = "name";

    /// <summary>Number of the workspace that the session is in: the key of its rows.</summary>
    public const string WorkspaceNumber = "workspace_number";

    /// <summary>Public id of that workspace, a UUID.</summary>
    public const string Workspace = "workspace";

    /// <summary>viewer, editor, admin or owner.</summary>
    public const string Role = "role";

    /// <summary>One claim for each scope that the role comes to: read, write, admin.</summary>
    public const string Scope = "scope";

    /// <summary>Id of the session, a UUID.</summary>
    public const string Session = "session";
}
