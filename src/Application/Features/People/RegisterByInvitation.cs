using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>
/// Gives somebody new an account and makes them a member of the workspace that a link is for. With a link of the operator,
/// somebody who has an account gets a new password instead, and their other sessions end.
/// </summary>
public static class RegisterByInvitation
{
    /// <exception cref="RefusedException">
    /// <c>invitation_unknown</c> (not found); <c>email_taken</c> (conflict): the address has an account.
    /// </exception>
    [Needs(Right.Nothing)]
    public sealed record Command(string Token, string? Name, string? Email, string? Password, Browser Browser)
        : IProcess<SignIn.Answer>
    {
        public override string ToString() => nameof(RegisterByInvitation);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).PersonName();
            RuleFor(command => command.Email).EmailAddress();
            RuleFor(command => command.Password).NewPassword(command => [command.Name, command.Email]);
        }
    }

    internal sealed class Handler(InvitationRoom room, SessionOpening opening, ISessions sessions)
        : IRequestHandler<Command, SignIn.Answer>
    {
        public async Task<SignIn.Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, workspace) = await room.EnterAsync(
                command.Token,
                actor: $"person:{command.Email!.Trim()}",
                TransactionKind.Write,
                async (services, hash, token) =>
                {
                    var invitation =
                        await services.Invitations.LockOpenAsync(hash, token) ?? throw InvitationRoom.Unknown();
                    var person = await PersonAsync(command, services.Accounts, invitation, token);
                    await Joining.JoinAsync(services, invitation, person, token);
                    return (person, await services.Workspace.GetAsync(token));
                },
                cancellationToken
            );
            var opened = await opening.OpenAsync(person, workspace.Id, command.Browser, cancellationToken);
            return new(opened);
        }

        private async Task<Person> PersonAsync(
            Command command,
            IAccounts accounts,
            Invitation invitation,
            CancellationToken cancellationToken
        )
        {
            var email = command.Email!.Trim();
            if (
                invitation.CreatedBy == Invitation.Console
                && await accounts.FindAsync(email, cancellationToken) is { } known
            )
            {
                await accounts.ResetPasswordAsync(known.Id, command.Password!, cancellationToken);
                await sessions.EndOthersAsync(known.Id, but: Guid.Empty, cancellationToken);
                return known;
            }
            return await accounts.CreateAsync(command.Name!.Trim(), email, command.Password!, cancellationToken);
        }
    }
}
