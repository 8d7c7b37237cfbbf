using FluentValidation;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>What holds whenever members come, change and go.</summary>
internal static class MemberRules
{
    public static IRuleBuilderOptions<T, string?> Role<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(role => RoleNames.Find(role) is not null).WithMessage("A role is viewer, editor, admin or owner.");

    /// <summary>Nobody gives or takes a role that is above their own.</summary>
    /// <exception cref="RefusedException"><c>role_not_grantable</c> (forbidden).</exception>
    public static void RefuseAbove(Rights rights, MemberRole role)
    {
        if (!rights.Allow(Rights.Named(role)))
            throw new RefusedException(
                RefusalKind.Forbidden,
                "role_not_grantable",
                $"Only an owner gives or takes the role '{RoleNames.Of(role)}'. Ask one of them."
            );
    }

    /// <summary>The member, with all of them locked against other changes.</summary>
    /// <exception cref="RefusedException"><c>member_not_found</c> (not found).</exception>
    public static async Task<Member> HoldAsync(
        this IMemberships memberships,
        Guid person,
        CancellationToken cancellationToken
    ) =>
        await memberships.LockAsync(person, cancellationToken)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "member_not_found",
            "There is no such member in this workspace."
        );

    /// <exception cref="RefusedException"><c>last_owner</c> (conflict).</exception>
    public static async Task RefuseLastOwnerAsync(
        this IMemberships memberships,
        Member member,
        CancellationToken cancellationToken
    )
    {
        if (
            member.Role == MemberRole.Owner
            && !await memberships.AnyOtherOwnsAsync(member.Person.Id, cancellationToken)
        )
            throw new RefusedException(
                RefusalKind.Conflict,
                "last_owner",
                "This is the workspace's last owner. Make somebody else an owner first."
            );
    }
}
