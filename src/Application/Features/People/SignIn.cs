using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>Begins a session by e-mail address and password, in the workspace that the person used last.</summary>
public static class SignIn
{
    /// <exception cref="RefusedException">
    /// <c>sign_in_refused</c> (unprocessable): one answer for an unknown address, another password and an account that
    /// rests. <c>no_workspace</c> (conflict): the person is a member of none.
    /// </exception>
    [Needs(Right.Nothing)]
    public sealed record Command(string? Email, string? Password, Browser Browser) : IProcess<Answer>
    {
        public override string ToString() => nameof(SignIn);
    }

    /// <param name="Token">For the browser alone.</param>
    public sealed record Answer(string Token)
    {
        public override string ToString() => "***";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Email).EmailAddress();
            RuleFor(command => command.Password)
                .Must(password => password is { Length: > 0 and <= PasswordRules.Longest })
                .WithMessage("Enter your password.");
        }
    }

    internal sealed class Handler(
        IAccounts accounts,
        IMembershipDirectory memberships,
        ISessions sessions,
        SessionOpening opening
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var person =
                await accounts.VerifyAsync(command.Email!.Trim(), command.Password!, cancellationToken)
                ?? throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "sign_in_refused",
                    "The e-mail address or the password is not right. After five wrong passwords an account rests for 15 minutes."
                );
            var workspace = await ChooseAsync(person, cancellationToken);
            return new(await opening.OpenAsync(person, workspace, command.Browser, cancellationToken));
        }

        private async Task<WorkspaceId> ChooseAsync(Person person, CancellationToken cancellationToken)
        {
            var joined = await memberships.ListAsync(person.Id, cancellationToken);
            if (joined.Count == 0)
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "no_workspace",
                    "You are a member of no workspace any more. Ask an admin of yours for an invitation."
                );
            var used = await sessions.ListAsync(person.Id, cancellationToken);
            return used.Select(session => session.Workspace)
                .Concat(joined.Select(workspace => workspace.Id))
                .First(id => joined.Any(workspace => workspace.Id == id));
        }
    }
}
