using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>Makes the person who is signed in a member of the workspace that a link is for, and takes them there.</summary>
public static class AcceptInvitation
{
    /// <exception cref="RefusedException">
    /// <c>invitation_unknown</c> (not found); <c>already_member</c> (conflict).
    /// </exception>
    [Needs(Right.Person)]
    public sealed record Command(string Token, Browser Browser) : IProcess<SignIn.Answer>
    {
        public override string ToString() => nameof(AcceptInvitation);
    }

    internal sealed class Handler(InvitationRoom room, SessionOpening opening, IWorkspaceScope scope)
        : IRequestHandler<Command, SignIn.Answer>
    {
        public async Task<SignIn.Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var asking = scope.SignedIn();
            var person = new Person(asking.Id, asking.Name, asking.Email);
            var workspace = await room.EnterAsync(
                command.Token,
                PersonActor.Of(person),
                TransactionKind.Write,
                async (services, hash, token) =>
                {
                    var invitation =
                        await services.Invitations.LockOpenAsync(hash, token) ?? throw InvitationRoom.Unknown();
                    await Joining.JoinAsync(services, invitation, person, token);
                    return await services.Workspace.GetAsync(token);
                },
                cancellationToken
            );
            return new(await opening.OpenAsync(person, workspace.Id, command.Browser, cancellationToken));
        }
    }
}
