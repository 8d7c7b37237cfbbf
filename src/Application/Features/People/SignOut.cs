using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Ends the session of the browser that asks.</summary>
public static class SignOut
{
    [Needs(Right.Person)]
    public sealed record Command : IProcess<Unit>;

    internal sealed class Handler(ISessions sessions, IWorkspaceScope scope) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            await sessions.EndAsync(person.Id, person.Session, cancellationToken);
            return Unit.Value;
        }
    }
}
