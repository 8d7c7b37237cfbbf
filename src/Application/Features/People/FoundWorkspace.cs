using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Creates another workspace that belongs to the person who asks, and takes them there.</summary>
public static class FoundWorkspace
{
    /// <param name="Name">1 to 200 characters.</param>
    /// <param name="TimeZone">IANA zone in which its days begin.</param>
    /// <param name="Currency">ISO 4217 code of money for which a source names none.</param>
    [Needs(Right.Owner)]
    public sealed record Command(string? Name, string? TimeZone, string? Currency) : IProcess<Answer>;

    public sealed record Answer(Guid Id, string Name);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).WorkspaceName();
            RuleFor(command => command.TimeZone).TimeZone();
            RuleFor(command => command.Currency).Currency();
        }
    }

    internal sealed class Handler(WorkspaceFounding founding, ISessions sessions, IWorkspaceScope scope)
        : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            var workspace = await founding.FoundAsync(
                new Founder(command.Name!, command.TimeZone!, command.Currency!) { Owner = person.Id },
                key: null,
                [],
                scope.Actor,
                cancellationToken
            );
            await sessions.MoveAsync(person.Id, person.Session, workspace.Id, cancellationToken);
            return new(workspace.PublicId, workspace.Name);
        }
    }
}
