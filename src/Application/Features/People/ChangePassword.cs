using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Gives the person who asks another password, and signs them out everywhere else.</summary>
public static class ChangePassword
{
    /// <exception cref="RefusedException"><c>password_refused</c> (unprocessable): the current one is another, or the account rests.</exception>
    [Needs(Right.Person)]
    public sealed record Command(string? Current, string? Next) : IProcess<Unit>
    {
        public override string ToString() => nameof(ChangePassword);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Current)
                .Must(password => password is { Length: > 0 and <= PasswordRules.Longest })
                .WithMessage("Enter your current password.");
            RuleFor(command => command.Next).NewPassword(_ => []);
        }
    }

    internal sealed class Handler(IAccounts accounts, ISessions sessions, IWorkspaceScope scope)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            if (!await accounts.ChangePasswordAsync(person.Id, command.Current!, command.Next!, cancellationToken))
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "password_refused",
                    "The current password is not right, or your account rests for 15 minutes after five wrong ones."
                );
            await sessions.EndOthersAsync(person.Id, person.Session, cancellationToken);
            return Unit.Value;
        }
    }
}
