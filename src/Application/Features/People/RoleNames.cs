using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>Roles as they are written in forms, in the database and in the audit trail.</summary>
public static class RoleNames
{
    public static string Of(MemberRole role) => role.ToString().ToLowerInvariant();

    /// <returns>Null where no role is called so.</returns>
    public static MemberRole? Find(string? name) =>
        Enum.GetValues<MemberRole>().Cast<MemberRole?>().FirstOrDefault(role => Of(role!.Value) == name);
}
