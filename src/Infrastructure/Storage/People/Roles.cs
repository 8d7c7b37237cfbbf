using Nexus.Domain.Workspaces;

namespace Nexus.Infrastructure.Storage.People;

/// <summary>Roles as columns hold them.</summary>
internal static class Roles
{
    public static string Text(MemberRole role) => role.ToString().ToLowerInvariant();

    public static MemberRole Read(string text) => Enum.Parse<MemberRole>(text, ignoreCase: true);
}
