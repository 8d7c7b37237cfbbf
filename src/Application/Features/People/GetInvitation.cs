using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>What a link offers to whoever opens it.</summary>
public static class GetInvitation
{
    /// <exception cref="RefusedException"><c>invitation_unknown</c> (not found).</exception>
    [Needs(Right.Nothing)]
    public sealed record Query(string Token) : IProcess<Answer>
    {
        public override string ToString() => nameof(GetInvitation);
    }

    /// <param name="Workspace">Name of the workspace.</param>
    /// <param name="InvitedBy">Actor, or null for a link that the operator made.</param>
    public sealed record Answer(string Workspace, MemberRole Role, string? InvitedBy, DateTimeOffset ExpiresAt);

    internal sealed class Handler(InvitationRoom room) : IRequestHandler<Query, Answer>
    {
        public Task<Answer> Handle(Query query, CancellationToken cancellationToken) =>
            room.EnterAsync(
                query.Token,
                actor: "invitation",
                TransactionKind.Read,
                async (services, hash, token) =>
                {
                    var invitation =
                        await services.Invitations.FindOpenAsync(hash, token) ?? throw InvitationRoom.Unknown();
                    var workspace = await services.Workspace.GetAsync(token);
                    return new Answer(
                        workspace.Name,
                        invitation.Role,
                        invitation.CreatedBy == Invitation.Console ? null : invitation.CreatedBy,
                        invitation.ExpiresAt
                    );
                },
                cancellationToken
            );
    }
}
