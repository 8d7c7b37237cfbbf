using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>Uses an invitation up, in the workspace transaction that is open.</summary>
internal static class Joining
{
    /// <exception cref="RefusedException"><c>already_member</c> (conflict); the link stays open.</exception>
    public static async Task JoinAsync(
        InvitationRoom.Services services,
        Invitation invitation,
        Person person,
        CancellationToken cancellationToken
    )
    {
        var before = await services.Memberships.LockAsync(person.Id, cancellationToken);
        if (before is null)
            await services.Memberships.TryAddAsync(person.Id, invitation.Role, invitation.CreatedBy, cancellationToken);
        else if (invitation.CreatedBy != Invitation.Console)
            throw new RefusedException(
                RefusalKind.Conflict,
                "already_member",
                $"You are a member of this workspace already, as {RoleNames.Of(before.Role)}. An admin changes roles in the list of members."
            );
        else if (invitation.Role > before.Role)
            await services.Memberships.ChangeRoleAsync(person.Id, invitation.Role, cancellationToken);
        await services.Invitations.AcceptAsync(invitation.Id, person.Id, cancellationToken);
        var role = before is { } known && known.Role > invitation.Role ? known.Role : invitation.Role;
        await services.Audit.AddAsync(
            "member.joined",
            person.Id.ToString(),
            before is null ? null : new { role = RoleNames.Of(before.Role) },
            new
            {
                person.Name,
                person.Email,
                role = RoleNames.Of(role),
                invitedBy = invitation.CreatedBy,
            },
            batchId: null,
            cancellationToken
        );
    }
}
