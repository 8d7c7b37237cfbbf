using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Ends a membership; what the member did stays.</summary>
public static class RemoveMember
{
    /// <exception cref="RefusedException">
    /// <c>member_not_found</c> (not found); <c>role_not_grantable</c> (forbidden): the member's role is above the sender's;
    /// <c>last_owner</c> (conflict).
    /// </exception>
    [Needs(Right.Admin)]
    public sealed record Command(Guid Person) : ICommand<Unit>;

    internal sealed class Handler(IMemberships memberships, IAuditTrail audit, IWorkspaceScope scope)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var member = await memberships.HoldAsync(command.Person, cancellationToken);
            MemberRules.RefuseAbove(scope.Rights, member.Role);
            await memberships.RefuseLastOwnerAsync(member, cancellationToken);
            await memberships.RemoveAsync(member.Person.Id, cancellationToken);
            await audit.AddAsync(
                "member.removed",
                member.Person.Id.ToString(),
                new
                {
                    member.Person.Name,
                    member.Person.Email,
                    role = RoleNames.Of(member.Role),
                },
                after: null,
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
