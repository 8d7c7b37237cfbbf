using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Makes a link useless that nobody has used yet.</summary>
public static class RevokeInvitation
{
    /// <exception cref="RefusedException"><c>invitation_not_found</c> (not found).</exception>
    [Needs(Right.Admin)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IInvitations invitations, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var ended =
                await invitations.RevokeAsync(command.Id, cancellationToken)
                ?? throw new RefusedException(
                    RefusalKind.NotFound,
                    "invitation_not_found",
                    "There is no such invitation that could still be used."
                );
            await audit.AddAsync(
                "member.invitation_revoked",
                ended.Id.ToString(),
                new { role = RoleNames.Of(ended.Role), ended.Note },
                after: null,
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
