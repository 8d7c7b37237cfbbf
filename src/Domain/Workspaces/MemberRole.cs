namespace Nexus.Domain.Workspaces;

/// <summary>What a member may do in a workspace; each role includes the ones before it.</summary>
public enum MemberRole
{
    /// <summary>Sees everything and changes nothing.</summary>
    Viewer,

    /// <summary>Changes data, connections and dashboards.</summary>
    Editor,

    /// <summary>Changes settings, keys and members, other than owners.</summary>
    Admin,

    /// <summary>Does everything. A workspace always has one.</summary>
    Owner,
}
