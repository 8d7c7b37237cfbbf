using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Gives a member another role, from their next request on.</summary>
public static class ChangeMemberRole
{
    /// <param name="Role">viewer, editor, admin or owner.</param>
    /// <exception cref="RefusedException">
    /// <c>member_not_found</c> (not found); <c>role_not_grantable</c> (forbidden): one of the two roles is above the
    /// sender's; <c>last_owner</c> (conflict).
    /// </exception>
    [Needs(Right.Admin)]
    public sealed record Command(Guid Person, string? Role) : ICommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Role).Role();
    }

    internal sealed class Handler(IMemberships memberships, IAuditTrail audit, IWorkspaceScope scope)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var role = RoleNames.Find(command.Role)!.Value;
            var member = await memberships.HoldAsync(command.Person, cancellationToken);
            if (member.Role == role)
                return Unit.Value;
            MemberRules.RefuseAbove(scope.Rights, member.Role);
            MemberRules.RefuseAbove(scope.Rights, role);
            await memberships.RefuseLastOwnerAsync(member, cancellationToken);
            await memberships.ChangeRoleAsync(member.Person.Id, role, cancellationToken);
            await audit.AddAsync(
                "member.role_changed",
                member.Person.Id.ToString(),
                new { member.Person.Email, role = RoleNames.Of(member.Role) },
                new { member.Person.Email, role = RoleNames.Of(role) },
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
